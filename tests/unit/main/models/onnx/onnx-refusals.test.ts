import { toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import { expect, test } from 'vitest';
import { readOnnxModel } from '../../../../../main/models/onnx/onnx.ts';
import { decodeOnnx } from '../../../../../main/models/onnx/onnx-graph.ts';
import { onnxSize } from '../../../../../main/models/onnx/onnx-size.ts';
import { int, ints, intTensor } from '../../../../../main/models/onnx/onnx-write.ts';
import { constant, makeOnnx, type OnnxOptions, type TestNode } from '../../../../support/make-onnx.ts';

/** Some tenths of a second on a machine with nothing else to do; `npm run fuzz` measures. */
const patienceMs = 10_000;

const weight = constant('w', [2, 3, 1, 1], 0.1);
const base = { input: [3, 8, 8], constants: [weight] };
const chain = (length: number): TestNode[] =>
  Array.from({ length }, (_, index) => ['Relu', [index === 0 ? 'x' : `r${index - 1}`], `r${index}`]);

test.each<[string, OnnxOptions, RegExp]>([
  [
    'activations rounded to integers',
    {
      ...base,
      nodes: [
        ['QuantizeLinear', ['x', 'scale', 'zero'], 'q'],
        ['QLinearConv', ['q'], 'c'],
      ],
      constants: [constant('scale', [], 0.1), intTensor('zero', [0])],
    },
    /quantised to integers \(node q is QuantizeLinear\)/,
  ],
  ['integer convolutions', { ...base, nodes: [['ConvInteger', ['x', 'w'], 'c']] }, /node c is ConvInteger/],
  ['more nodes than any network', { ...base, nodes: chain(20_001) }, /20001 nodes/],
  [
    'padding to a giant',
    { ...base, nodes: [['Pad', ['x'], 'p', [ints('pads', [0, 0, 2 ** 31, 2 ** 31, 0, 0, 0, 0])]]], opset: 9 },
    /Node p makes a tensor of/,
  ],
  [
    'a constant that would fill the memory',
    {
      ...base,
      constants: [intTensor('s', [100_000, 100_000])],
      nodes: [
        ['ConstantOfShape', ['s'], 'k'],
        ['Add', ['x', 'k'], 'y'],
      ],
    },
    /Node k makes a tensor of 10000000000 numbers/,
  ],
])('refuses %s', (_, options, message) => {
  expect(() => readOnnxModel(makeOnnx(options), 'test.onnx')).toThrow(
    expect.objectContaining({
      code: 'unsupported-network',
      message: expect.stringMatching(message) as string,
    }) as Error,
  );
});

test('a million nodes are refused without being decoded', () => {
  const model = decodeOnnx(makeOnnx({ ...base, nodes: chain(1) }), 'test.onnx');
  const one = toBinary(ModelProtoSchema, model);
  // A node without anything in a graph of its own: protocol buffers that follow one another are merged.
  const empty = Uint8Array.of(0x0a, 0x00);
  const nodes = 1_000_000;
  const length = nodes * empty.length;
  const header = [0x3a, (length & 0x7f) | 0x80, ((length >> 7) & 0x7f) | 0x80, (length >> 14) & 0x7f];
  const bytes = Buffer.concat([one, Uint8Array.from(header), Buffer.alloc(length, empty)]);
  expect(onnxSize(bytes).nodes).toBe(nodes + 1);
  const started = performance.now();
  expect(() => readOnnxModel(bytes, 'test.onnx')).toThrow(/1000001 nodes/);
  expect(performance.now() - started).toBeLessThan(patienceMs);
});

test('counts weights apart from what describes the network', () => {
  const [small, large] = [8, 8000].map((length) =>
    onnxSize(makeOnnx({ ...base, constants: [constant('w', [length], 1)], nodes: chain(1) })),
  );
  expect((large?.structureBytes ?? 0) - (small?.structureBytes ?? 0)).toBeLessThan(10);
});

test('a Conv of another domain is not taken for one', () => {
  const model = decodeOnnx(makeOnnx({ ...base, nodes: [['Conv', ['x', 'w'], 'c', [int('group', 1)]]] }), 'test.onnx');
  const [node] = model.graph?.node ?? [];
  if (node !== undefined) node.domain = 'com.microsoft.nchwc';
  const { info } = readOnnxModel(toBinary(ModelProtoSchema, model), 'test.onnx');
  expect(info.layers.map((layer) => layer.type)).toEqual(['com.microsoft.nchwc.Conv']);
  expect(info.stages).toEqual([]);
});
