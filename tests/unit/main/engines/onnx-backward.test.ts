import { create } from '@bufbuild/protobuf';
import { AttributeProto_AttributeType, AttributeProtoSchema, GraphProtoSchema, TensorProto_DataType } from 'onnx-buf';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Engine } from '../../../../main/engines/engine.ts';
import { openEngine } from '../../../../main/engines/open-engine.ts';
import { readOnnxModel } from '../../../../main/models/onnx/onnx.ts';
import { batchValue, int, ints, onnxNode } from '../../../../main/models/onnx/onnx-write.ts';
import { constant, makeOnnx, type OnnxOptions } from '../../../support/make-onnx.ts';
import { counting } from '../../../support/tiny-models.ts';

async function opened(options: OnnxOptions): Promise<Engine> {
  const engine = await openEngine(readOnnxModel(makeOnnx(options), 'test.onnx'), 'onnx', { threads: 1 });
  onTestFinished(() => engine.dispose());
  return engine;
}

/** Of the sum of a network's numbers; one answer a picture, `[row, column, channel]`. */
async function gradients(engine: Engine, data: Float32Array, count: number, numbers: number): Promise<number[][]> {
  const seeds = { output: 0, weights: new Float32Array(count * numbers).fill(1) };
  const answers = await engine.backward({ kind: 'gradient' }, { count, data }, seeds);
  return answers.map(({ values }) => [...values]);
}

/** Two filters over three channels of two pixels, multiplied by themselves: the slope is twice the output, by each weight. */
const squares = {
  input: [3, 1, 2],
  constants: [constant('w', [2, 3, 1, 1], [2, 0, 0, 0, 1, -1])],
  nodes: [
    ['Conv', ['x', 'w'], 'c'],
    ['Mul', ['c', 'c'], 'y'],
  ],
  output: batchValue('y', [2, 1, 2]),
} satisfies OnnxOptions;
/** Pixels (1, 2, 3) and (4, 5, 6): filters give 2 and 8, and −1 and −1. */
const slopes = [8, -2, 2, 32, -2, 2];

describe('a network', () => {
  test.each([7, 9, 11, 13, 18, 21])('of opset %i', async (opset) => {
    expect(await gradients(await opened({ ...squares, opset }), counting(6), 1, 4)).toEqual([slopes]);
  });

  test('of a fixed batch is filled up, and asked as often as it takes', async () => {
    const engine = await opened({ ...squares, batch: 2 });
    const data = Float32Array.from([0, 1, 2].flatMap((factor) => [...counting(6)].map((value) => value * factor)));
    expect(await gradients(engine, data, 3, 4)).toEqual(
      [0, 1, 2].map((factor) => slopes.map((one) => one * factor + 0)),
    );
  });

  test('in half precision is gone back through in float32', async () => {
    const half = (name: string, from: string) =>
      ['Cast', [from], name, [int('to', TensorProto_DataType.FLOAT16)]] as const;
    const engine = await opened({
      ...squares,
      nodes: [
        half('h', 'x'),
        half('v', 'w'),
        ['Conv', ['h', 'v'], 'c'],
        ['Mul', ['c', 'c'], 'q'],
        ['Cast', ['q'], 'y', [int('to', TensorProto_DataType.FLOAT)]],
      ],
    });
    expect(await gradients(engine, counting(6), 1, 4)).toEqual([slopes]);
  });

  test('that rounds its picture to bytes has the slope of what it does with them', async () => {
    const engine = await opened({
      ...squares,
      nodes: [
        ['Floor', ['x'], 'f'],
        ['Cast', ['f'], 'i', [int('to', TensorProto_DataType.UINT8)]],
        ['Cast', ['i'], 'b', [int('to', TensorProto_DataType.FLOAT)]],
        ['Conv', ['b', 'w'], 'c'],
        ['Mul', ['c', 'c'], 'y'],
      ],
    });
    const between = counting(6).map((value) => value + 0.25);
    expect(await gradients(engine, between, 1, 4)).toEqual([slopes]);
  });

  test('that does not look at its picture has no slope', async () => {
    const engine = await opened({
      ...squares,
      nodes: [
        ['Conv', ['x', 'w'], 'c'],
        ['Greater', ['c', 'w0'], 'g'],
        ['Cast', ['g'], 'y', [int('to', TensorProto_DataType.FLOAT)]],
      ],
      constants: [...squares.constants, constant('w0', [], 0)],
    });
    expect(await gradients(engine, counting(6), 1, 4)).toEqual([new Array(6).fill(0)]);
  });
});

describe('what cannot be gone back through is refused with its name', () => {
  test.each<[string, OnnxOptions]>([
    [
      'CumSum',
      {
        ...squares,
        nodes: [
          ['Conv', ['x', 'w'], 'c'],
          ['CumSum', ['c', 'axis'], 'y'],
        ],
        constants: [...squares.constants, axis()],
      },
    ],
    [
      'PRelu',
      {
        ...squares,
        nodes: [
          ['Conv', ['x', 'w'], 'c'],
          ['Sigmoid', ['c'], 'slope'],
          ['PRelu', ['c', 'slope'], 'y'],
        ],
      },
    ],
  ])('%s', async (operator, options) => {
    await expect(gradients(await opened(options), counting(6), 1, 4)).rejects.toMatchObject({
      code: 'unsupported-layer',
      message: expect.stringContaining(`(${operator})`) as string,
    });
  });

  test('a branch that takes the picture from outside', async () => {
    const branch = (name: string, opType: string) =>
      create(AttributeProtoSchema, {
        name,
        type: AttributeProto_AttributeType.GRAPH,
        g: create(GraphProtoSchema, {
          name,
          node: [onnxNode(opType, ['c'], `${name}-y`, [])],
          output: [batchValue(`${name}-y`, [2, 1, 2])],
        }),
      });
    const engine = await opened({
      ...squares,
      constants: [...squares.constants, constant('zero', [], 0)],
      nodes: [
        ['Conv', ['x', 'w'], 'c'],
        ['ReduceSum', ['zero'], 's', [int('keepdims', 0)]],
        ['Greater', ['s', 'zero'], 'q'],
        ['If', ['q'], 'y', [branch('then_branch', 'Relu'), branch('else_branch', 'Neg')]],
      ],
    });
    await expect(gradients(engine, counting(6), 1, 4)).rejects.toMatchObject({
      code: 'unsupported-layer',
      message: expect.stringContaining('(If)') as string,
    });
  });

  test('and the refusal is kept: the next frame is told the same one, without reading the network again', async () => {
    const nodes = [
      ['Conv', ['x', 'w'], 'c'],
      ['CumSum', ['c', 'axis'], 'y'],
    ] as const;
    const engine = await opened({ ...squares, nodes, constants: [...squares.constants, axis()] });
    const refused = (kind: 'gradient' | 'guided-gradient'): Promise<unknown> => {
      const seeds = { output: 0, weights: new Float32Array(4) };
      return engine.backward({ kind }, { count: 1, data: counting(6) }, seeds).catch((thrown: unknown) => thrown);
    };
    const first = await refused('gradient');
    expect(first).toMatchObject({ code: 'unsupported-layer' });
    expect(await refused('gradient')).toBe(first);
    // Another pass may well get through.
    expect(await refused('guided-gradient')).not.toBe(first);
  });

  test('a mean over the pictures of a batch', async () => {
    const nodes = [
      ['Conv', ['x', 'w'], 'c'],
      ['ReduceMean', ['c'], 'm', [ints('axes', [0])]],
      ['Sub', ['c', 'm'], 'y'],
    ] as const;
    await expect(gradients(await opened({ ...squares, nodes, opset: 13 }), counting(6), 1, 4)).rejects.toMatchObject({
      code: 'unsupported-layer',
      message: expect.stringContaining('batch') as string,
    });
  });
});

function axis() {
  return { ...constant('axis', [], 0), dataType: TensorProto_DataType.INT64, rawData: new Uint8Array(8).fill(2, 0, 1) };
}
