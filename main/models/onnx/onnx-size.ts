import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** How large an ONNX file would become when decoded, found out without decoding it. */
export interface OnnxSize {
  /** Nodes of all graphs. */
  readonly nodes: number;
  /** Bytes beside the weights: names, settings, lists of integers, each of which takes many times its room in memory. */
  readonly structureBytes: number;
}

type Message = 'model' | 'graph' | 'node' | 'attribute' | 'tensor';

/** Numbers of the fields (onnx.proto) that hold further messages of interest. */
const inner: Readonly<Record<Message, Readonly<Record<number, Message>>>> = {
  model: { 7: 'graph' },
  graph: { 1: 'node', 5: 'tensor' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph' },
  tensor: {},
};

/** float_data, raw_data and double_data of a tensor. */
const weightFields = new Set([4, 9, 10]);

const deepest = 100;

/** @throws Error for what is no protocol buffer. */
export function onnxSize(bytes: Uint8Array): OnnxSize {
  const reader = new BinaryReader(bytes);
  let nodes = 0;
  let weightBytes = 0;
  const scan = (message: Message, end: number, depth: number): void => {
    if (depth > deepest) throw new Error('graphs lie too deep in one another');
    while (reader.pos < end) {
      const [field, wireType] = reader.tag();
      const next = inner[message][field];
      const isWeights = message === 'tensor' && weightFields.has(field);
      if (wireType !== WireType.LengthDelimited || (next === undefined && !isWeights)) {
        reader.skip(wireType, field);
        continue;
      }
      const length = reader.uint32();
      if (reader.pos + length > end) throw new Error('a message is longer than what holds it');
      if (next === 'node') nodes += 1;
      if (next === undefined) {
        weightBytes += length;
        reader.pos += length;
      } else {
        scan(next, reader.pos + length, depth + 1);
      }
    }
  };
  scan('model', bytes.length, 0);
  return { nodes, structureBytes: bytes.length - weightBytes };
}
