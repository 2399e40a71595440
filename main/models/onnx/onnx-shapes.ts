import type { ValueInfoProto } from 'onnx-buf';
import { constantNumbers, elementCount } from './onnx-constants.ts';
import type { GraphNode, OnnxGraph } from './onnx-graph.ts';
import { outputShapes } from './onnx-shape-rules.ts';
import { shapeValues, type KnownInputs, type ShapeValues } from './onnx-shape-values.ts';

/** Lengths of a tensor's axes, batch included; null for a length that is not known before running. */
export type Shape = readonly (number | null)[];

/** Shapes by tensor name; a tensor that is missing has a shape that is not known. */
export type Shapes = ReadonlyMap<string, Shape>;

/** Lists of more numbers than this are weights, not lengths. */
const mostLengths = 64;

/** What is known of a graph's tensors before it runs. */
export interface FollowedShapes {
  readonly shapes: Shapes;
  /** Short lists of numbers, constant or computed of shapes, by tensor name. */
  readonly values: ReadonlyMap<string, ShapeValues>;
}

/**
 * Shapes of the tensors that the operators of image networks make, followed from the inputs; what an operator does not
 * tell is taken from the file, where the exporter wrote it.
 * @throws SteerscopeError `unsupported-network` when a window does not fit its map.
 */
export function onnxShapes(graph: OnnxGraph): Shapes {
  return followShapes(graph).shapes;
}

/** As `onnxShapes`, with the numbers that were met on the way. */
export function followShapes(graph: OnnxGraph): FollowedShapes {
  const shapes = new Map<string, Shape>();
  const values = new Map<string, ShapeValues>();
  const declared = new Map<string, Shape>();
  for (const value of [...graph.proto.valueInfo, ...graph.proto.output]) {
    const shape = declaredShape(value);
    if (shape !== null) declared.set(value.name, shape);
  }
  for (const [name, tensor] of graph.constants) {
    shapes.set(name, tensor.dims.map(Number));
    const numbers = elementCount(tensor) <= mostLengths ? constantNumbers(tensor) : null;
    if (numbers !== null) values.set(name, numbers);
  }
  for (const input of graph.inputs) {
    const shape = declaredShape(input);
    if (shape !== null) shapes.set(input.name, shape);
  }
  for (const node of graph.nodes) {
    const { input, output } = node.proto;
    const known: KnownInputs = {
      shape: (index) => shapes.get(input[index] ?? ''),
      values: (index) => values.get(input[index] ?? ''),
    };
    const followed = outputShapes(node, known, graph.path);
    for (const [index, name] of output.entries()) {
      const shape = followed[index] ?? declared.get(name);
      if (shape !== undefined) shapes.set(name, shape);
    }
    const made = shapeValues(node, known);
    if (made !== undefined && output[0] !== undefined) {
      values.set(output[0], made);
      if (!shapes.has(output[0])) shapes.set(output[0], [made.length]);
    }
  }
  return { shapes, values };
}

/** The shape that the file declares for a value; null where it declares none. Symbolic lengths become null. */
export function declaredShape(value: ValueInfoProto): Shape | null {
  const type = value.type?.value;
  if (type?.case !== 'tensorType' || type.value.shape === undefined) return null;
  return type.value.shape.dim.map(({ value: length }) =>
    length.case === 'dimValue' && length.value > 0n ? Number(length.value) : null,
  );
}

/** The constant numbers that a node reads at an input, or null. */
export function constantInput(node: GraphNode, index: number, graph: OnnxGraph): number[] | null {
  const tensor = graph.constants.get(node.proto.input[index] ?? '');
  return tensor === undefined ? null : constantNumbers(tensor);
}
