import { create } from '@bufbuild/protobuf';
import { TensorProto_DataType, TensorProtoSchema, type TensorProto, type ValueInfoProto } from 'onnx-buf';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Engine } from '../../../../main/engines/engine.ts';
import { openEngine } from '../../../../main/engines/open-engine.ts';
import { readOnnxModel } from '../../../../main/models/onnx/onnx.ts';
import { batchValue, int } from '../../../../main/models/onnx/onnx-write.ts';
import { constant, makeOnnx, type OnnxOptions } from '../../../support/make-onnx.ts';

const { FLOAT, FLOAT16, BFLOAT16, DOUBLE, UINT8, INT64, BOOL } = TensorProto_DataType;

async function opened(options: OnnxOptions): Promise<Engine> {
  const engine = await openEngine(readOnnxModel(makeOnnx(options), 'test.onnx'), 'onnx', { threads: 1 });
  onTestFinished(() => engine.dispose());
  return engine;
}

function valueOf(type: TensorProto_DataType, name: string, shape: readonly number[]): ValueInfoProto {
  const value = batchValue(name, shape);
  if (value.type?.value.case === 'tensorType') value.type.value.value.elemType = type;
  return value;
}

/** Weights 2, 0, 0 of one filter over three channels in half precision, whose bits are known: 2 is 0x4000. */
const halfWeights: TensorProto = create(TensorProtoSchema, {
  name: 'w',
  dataType: FLOAT16,
  dims: [1n, 3n, 1n, 1n],
  int32Data: [0x4000, 0, 0],
});

test('a network of half precision throughout: input, weights, maps and output', async () => {
  const engine = await opened({
    input: [3, 1, 2],
    inputType: FLOAT16,
    constants: [halfWeights],
    nodes: [
      ['Conv', ['x', 'w'], 'c'],
      ['Relu', ['c'], 'y'],
    ],
    output: valueOf(FLOAT16, 'y', [1, 1, 2]),
  });
  const [result] = await engine.run({ count: 1, data: Float32Array.of(0.25, 5, 6, -4, 5, 6) });
  expect(result?.outputs[0]).toEqual(Float32Array.of(0.5, 0));
  expect(result?.averaged[0]?.values).toEqual(Float32Array.of(0.5, 0));
  expect((await engine.activations(Float32Array.of(1, 0, 0, 2, 0, 0), 0)).map((map) => [...map.values])).toEqual([
    [2, 4],
  ]);
});

describe.each([
  ['bfloat16', BFLOAT16],
  ['double', DOUBLE],
  ['half precision', FLOAT16],
])('%s at both ends', (_, type) => {
  test('is float32 to the outside', async () => {
    const engine = await opened({
      input: [3, 1, 2],
      inputType: type,
      opset: 13,
      constants: [constant('w', [1, 3, 1, 1], [2, 0, 0])],
      nodes: [
        ['Cast', ['x'], 'f', [int('to', FLOAT)]],
        ['Conv', ['f', 'w'], 'c'],
        ['Cast', ['c'], 'y', [int('to', type)]],
      ],
      output: valueOf(type, 'y', [1, 1, 2]),
    });
    const results = await engine.run({ count: 2, data: Float32Array.of(1.5, 5, 6, -4, 5, 6, 0.25, 0, 0, 8, 0, 0) });
    expect(results.map(({ outputs }) => outputs)).toEqual([[Float32Array.of(3, -8)], [Float32Array.of(0.5, 16)]]);
  });
});

test('whole numbers and truths come out as numbers', async () => {
  const engine = await opened({
    input: [3, 1, 1],
    constants: [constant('zero', [], 0)],
    nodes: [
      ['ArgMax', ['x'], 'y', [int('axis', 1)]],
      ['Greater', ['x', 'zero'], 'z'],
    ],
    output: valueOf(INT64, 'y', [1, 1, 1]),
    moreOutputs: [valueOf(BOOL, 'z', [3, 1, 1])],
  });
  const [result] = await engine.run({ count: 1, data: Float32Array.of(-1, 7, 2) });
  expect(result?.outputs).toEqual([Float32Array.of(1), Float32Array.of(0, 1, 1)]);
});

test.each([10, 13])('bytes are rounded and clamped, in opset %i too', async (opset) => {
  const engine = await opened({
    input: [1, 1, 4],
    inputType: UINT8,
    opset,
    nodes: [['Cast', ['x'], 'y', [int('to', FLOAT)]]],
    output: batchValue('y', [1, 1, 4]),
  });
  const [result] = await engine.run({ count: 1, data: Float32Array.of(1.4, 300, -7, 254.6) });
  expect(result?.outputs[0]).toEqual(Float32Array.of(1, 255, 0, 255));
});

test('numbers beside the picture, one batch or another', async () => {
  const engine = await opened({
    input: [1, 1, 2],
    nodes: [
      ['Flatten', ['x'], 'f'],
      ['Cast', ['speed'], 's', [int('to', FLOAT)]],
      ['Concat', ['f', 's'], 'y', [int('axis', 1)]],
    ],
    moreInputs: [valueOf(DOUBLE, 'speed', [1])],
    output: batchValue('y', [3]),
  });
  const results = await engine.run({
    count: 2,
    data: Float32Array.of(1, 2, 3, 4),
    others: { speed: Float32Array.of(10, 20) },
  });
  expect(results.map(({ outputs }) => outputs[0])).toEqual([Float32Array.of(1, 2, 10), Float32Array.of(3, 4, 20)]);
});
