import { BinaryReader } from '@bufbuild/protobuf/wire';
import { notAGraph, unsupportedGraph } from './tensorflow-refusals.ts';

/** More nodes than this, functions unrolled, do not steer cars; most of a file's are there for training and saving. */
export const mostNodes = 50_000;
/** Nodes that an answer may need. */
export const mostNeededNodes = 10_000;
/** Names, inputs and settings of all nodes together. */
const mostNodeFields = 20 * mostNodes;

/** A graph with weights inside; decoding takes some times as much memory. */
const largestGraphBytes = 2 ** 28;

/** Where NodeDef messages lie: the field numbers that lead to them. */
const nodesOfGraph = [[1], [2, 1, 3]];
const nodesOfSavedModel = nodesOfGraph.map((way) => [2, 2, ...way]);

/**
 * Counts what a graph holds without decoding it, since decoding takes a hundred times the memory.
 * @throws SteerscopeError `not-a-network` for what is no protocol buffer, `unsupported-network` for graphs beyond measure.
 */
export function refuseGiantGraph(bytes: Uint8Array, holder: 'GraphDef' | 'SavedModel', path: string): void {
  if (bytes.length > largestGraphBytes)
    throw unsupportedGraph(`has a graph of ${bytes.length} bytes where networks that steer have a few millions`, path);
  const ways = holder === 'GraphDef' ? nodesOfGraph : nodesOfSavedModel;
  try {
    const [nodes = 0, fields = 0] = [ways, ways.map((way) => [...way, null])].map((each) =>
      each.reduce((sum, way) => sum + countAt(bytes, way), 0),
    );
    if (nodes <= mostNodes && fields <= mostNodeFields) return;
  } catch (cause) {
    throw notAGraph('is no TensorFlow graph, or is cut short', path, cause);
  }
  throw unsupportedGraph(`has more than ${mostNodes} nodes`, path);
}

/** How often the way of field numbers leads to a field; null stands for any field. */
function countAt(bytes: Uint8Array, [wanted, ...rest]: readonly (number | null)[]): number {
  const reader = new BinaryReader(bytes);
  let count = 0;
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (wanted !== null && field !== wanted) reader.skip(wireType, field);
    else if (rest.length === 0) {
      reader.skip(wireType, field);
      count += 1;
    } else {
      count += countAt(reader.bytes(), rest);
    }
  }
  return count;
}
