import { TensorProto_DataType } from 'onnx-buf';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Engine } from '../../../../main/engines/engine.ts';
import { openEngine } from '../../../../main/engines/open-engine.ts';
import { readOnnxModel } from '../../../../main/models/onnx/onnx.ts';
import { batchValue, int, ints, intTensor } from '../../../../main/models/onnx/onnx-write.ts';
import { constant, makeOnnx, type OnnxOptions } from '../../../support/make-onnx.ts';
import { counting } from '../../../support/tiny-models.ts';

async function opened(options: OnnxOptions): Promise<Engine> {
  const engine = await openEngine(readOnnxModel(makeOnnx(options), 'test.onnx'), 'auto', { threads: 1 });
  onTestFinished(() => engine.dispose());
  return engine;
}

/** Two filters over three channels: the first takes channel 0 twice, the second adds channels 1 and 2. */
const weights = constant('w', [2, 3, 1, 1], [2, 0, 0, 0, 1, 1]);
const planar = {
  input: [3, 1, 2],
  constants: [weights],
  nodes: [
    ['Conv', ['x', 'w'], 'c'],
    ['Relu', ['c'], 'y'],
  ],
  output: batchValue('y', [2, 1, 2]),
} satisfies OnnxOptions;

describe.each([7, 13, 17, 18, 21])('opset %i', (opset) => {
  test('averages over channels, whichever way this opset names the axes', async () => {
    const engine = await opened({ ...planar, opset });
    // Pixels (1, 2, 3) and (4, 5, 6): maps [2, 8] and [5, 11].
    const [first, second] = await engine.run({ count: 2, data: Float32Array.of(...counting(6), 6, 5, 4, 3, 2, 1) });
    expect(first?.averaged[0]?.values).toEqual(Float32Array.of(3.5, 9.5));
    expect(second?.averaged[0]?.values).toEqual(Float32Array.of((12 + 9) / 2, (6 + 3) / 2));
    expect(first?.outputs[0]).toEqual(Float32Array.of(2, 8, 5, 11));
    expect((await engine.activations(counting(6), 0)).map((map) => [...map.values])).toEqual([
      [2, 8],
      [5, 11],
    ]);
  });

  test('averages a map that lies channels last', async () => {
    const engine = await opened({
      input: [1, 2, 3],
      opset,
      constants: [weights],
      nodes: [
        ['Transpose', ['x'], 't', [ints('perm', [0, 3, 1, 2])]],
        ['Conv', ['t', 'w'], 'c'],
        ['Transpose', ['c'], 'b', [ints('perm', [0, 2, 3, 1])]],
        ['Relu', ['b'], 'y'],
      ],
    });
    const [result] = await engine.run({ count: 1, data: counting(6) });
    expect(result?.averaged).toEqual([{ height: 1, width: 2, values: Float32Array.of(3.5, 9.5) }]);
    expect((await engine.activations(counting(6), 0)).map((map) => [...map.values])).toEqual([
      [2, 8],
      [5, 11],
    ]);
  });
});

test.each([1, 2])('a batch fixed at %i is filled up or cut, and every picture gets its own answer', async (batch) => {
  const engine = await opened({ ...planar, batch });
  const results = await engine.run({ count: 3, data: counting(18) });
  expect(results.map((result) => result.averaged[0]?.values[0])).toEqual([3.5, 15.5, 27.5]);
  expect(await engine.activations(counting(6), 0)).toHaveLength(2);
});

test('a batch that the file leaves open but the network does not is run one by one', async () => {
  const engine = await opened({
    ...planar,
    constants: [weights, intTensor('shape', [1, 4]), constant('fc', [4, 1], 1)],
    nodes: [...planar.nodes, ['Reshape', ['y', 'shape'], 'f'], ['MatMul', ['f', 'fc'], 'steering']],
    output: batchValue('steering', [1]),
  });
  const results = await engine.run({ count: 2, data: counting(12) });
  expect(results.map((result) => result.outputs[0]?.[0])).toEqual([2 + 8 + 5 + 11, 14 + 20 + 17 + 23]);
});

test('a scalar output is one number a picture', async () => {
  const nodes = [
    ...planar.nodes,
    ['ReduceSum', ['y'], 'steering', [int('keepdims', 0), ints('axes', [1, 2, 3])]],
  ] as const;
  const engine = await opened({ ...planar, opset: 11, nodes, output: batchValue('steering', []) });
  const results = await engine.run({ count: 2, data: counting(12) });
  expect(results.map((result) => result.outputs)).toEqual([[Float32Array.of(26)], [Float32Array.of(74)]]);
});

test('feeds pictures of bytes rounded and clamped, and of doubles', async () => {
  const cast = [
    ['Cast', ['x'], 'f', [int('to', TensorProto_DataType.FLOAT)]],
    ['Conv', ['f', 'w'], 'y'],
  ] as const;
  const bytes = await opened({ ...planar, nodes: cast, inputType: TensorProto_DataType.UINT8 });
  const [rounded] = await bytes.run({ count: 1, data: Float32Array.of(1.4, 300, -7, 254.6, 2, 3) });
  expect(rounded?.outputs[0]).toEqual(Float32Array.of(2, 510, 255, 5));
  const doubles = await opened({ ...planar, nodes: cast, inputType: TensorProto_DataType.DOUBLE });
  expect((await doubles.run({ count: 1, data: counting(6) }))[0]?.outputs[0]).toEqual(Float32Array.of(2, 8, 5, 11));
});

test('an operator that onnxruntime does not know is an error that names the file', async () => {
  const nodes = [
    ['Conv', ['x', 'w'], 'c'],
    ['NoSuchOperator', ['c'], 'y'],
  ] as const;
  const model = readOnnxModel(makeOnnx({ ...planar, nodes }), 'test.onnx');
  await expect(openEngine(model, 'auto')).rejects.toMatchObject({
    code: 'engine-failed',
    message: expect.stringMatching(/NoSuchOperator.*: test\.onnx$/s) as string,
  });
  await expect(openEngine(model, 'tensorflow')).rejects.toMatchObject({
    code: 'unsupported-network',
    nextStep: 'Use the engine ONNX Runtime (onnx).',
  });
});

test('a run that fails says so, and the next one goes on', async () => {
  const engine = await opened({
    input: [1, 1, 2],
    constants: [constant('w', [1, 1, 1, 1], 1), constant('table', [3], [10, 20, 30])],
    nodes: [
      ['Conv', ['x', 'w'], 'c'],
      ['Flatten', ['c'], 'f'],
      ['Cast', ['f'], 'i', [int('to', TensorProto_DataType.INT64)]],
      ['Gather', ['table', 'i'], 'y'],
    ],
    output: batchValue('y', [2]),
  });
  // The table has no place 7.
  await expect(engine.run({ count: 1, data: Float32Array.of(0, 7) })).rejects.toMatchObject({
    code: 'engine-failed',
    message: expect.stringMatching(/^ONNX Runtime failed on CPU \(.*\): test\.onnx$/s),
  });
  expect((await engine.run({ count: 1, data: Float32Array.of(2, 0) }))[0]?.outputs[0]).toEqual(Float32Array.of(30, 10));
});
