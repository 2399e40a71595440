import type { NodeProto, TensorProto } from 'onnx-buf';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openEngine } from '../../../../../main/engines/open-engine.ts';
import { readOnnxModel } from '../../../../../main/models/onnx/onnx.ts';
import { float, int, ints } from '../../../../../main/models/onnx/onnx-write.ts';
import type { BackwardPass, RelevanceRule } from '../../../../../shared/backward-pass.ts';
import { constant, makeOnnx, type TestNode } from '../../../../support/make-onnx.ts';
import { scattered } from '../../../../support/tiny-models.ts';

const lrp0: RelevanceRule = { kind: 'epsilon', epsilon: 0, withBias: true };
const zPlus: RelevanceRule = { kind: 'alpha-beta', alpha: 1 };
const withoutBias: RelevanceRule = { kind: 'epsilon', epsilon: 0, withBias: false };

function passBy(
  rule: RelevanceRule,
  rest: RelevanceRule = rule,
  from: 'steering' | 'last-stage' = 'steering',
): BackwardPass {
  return { kind: 'relevance', from, firstConvolution: rule, convolutions: rest, dense: rest };
}

interface Network {
  /** `[channel, row, column]`, or channels last where nodes turn them. */
  readonly input: readonly [number, number, number];
  readonly nodes: readonly TestNode[];
  readonly constants?: readonly TensorProto[];
  readonly opset?: number;
}

/** What the network answers a picture, and the relevance of its numbers. */
async function explain(network: Network, picture: readonly number[], pass: BackwardPass) {
  const engine = await openEngine(readOnnxModel(makeOnnx(network), 'tiny.onnx'), 'onnx', { threads: 1 });
  onTestFinished(() => engine.dispose());
  const batch = { count: 1, data: Float32Array.from(picture) };
  const [result] = await engine.run(batch);
  const [answer] = await engine.backward(pass, batch, { output: 0, weights: Float32Array.of(1) });
  return { steering: result!.outputs[0]![0]!, relevance: [...answer!.values], averaged: result!.averaged };
}

const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 4) as number);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const node = (opType: string, inputs: readonly string[], output: string, attributes: NodeProto['attribute'] = []) =>
  [opType, inputs, output, attributes] as const;

describe('by hand', () => {
  /** Two pixels, two rectified neurons A = 3x + y and B = y − x, and the steering 2A − 4B. */
  const dense: Network = {
    input: [1, 1, 2],
    constants: [constant('w1', [2, 2], [3, -1, 1, 1]), constant('w2', [2, 1], [2, -4])],
    nodes: [
      node('Flatten', ['x'], 'flat'),
      node('Gemm', ['flat', 'w1'], 'z'),
      node('Relu', ['z'], 'a'),
      node('Gemm', ['a', 'w2'], 'steering'),
    ],
  };

  test('LRP-0 splits the steering as the weighted inputs are', async () => {
    // A = 5, B = 1, steering 6: A has 10 of it, B -4. Of A's 5, x made 3 and y 2; of B's 1, x made -1 and y 2.
    const { steering, relevance } = await explain(dense, [1, 2], passBy(lrp0));
    expect(steering).toBe(6);
    expect(relevance).toEqual(close([(3 / 5) * 10 + (-1 / 1) * -4, (2 / 5) * 10 + (2 / 1) * -4]));
    expect(sum(relevance)).toBeCloseTo(6, 5);
  });

  test('epsilon makes every share smaller, and keeps the sign of the sum that it is added to', async () => {
    const { relevance } = await explain(dense, [1, 2], passBy({ kind: 'epsilon', epsilon: 2, withBias: true }));
    const [ofA, ofB] = [(10 / 8) * 6, (-4 / 8) * 6];
    expect(relevance).toEqual(close([(3 / 7) * ofA + (-1 / 3) * ofB, (2 / 7) * ofA + (2 / 3) * ofB]));
    // B rectified: A = 4 for (2, -2), where y made -2 of it; steering 8.
    const other = await explain(dense, [2, -2], passBy({ kind: 'epsilon', epsilon: 1, withBias: true }));
    expect(other.relevance).toEqual(close([((6 / 5) * 8 * 8) / 9, ((-2 / 5) * 8 * 8) / 9]));
  });

  test('z-plus gives all to what spoke for an answer, alpha 2 beta 1 twice as much, less what spoke against it', async () => {
    // Of 6 = 10 - 4 all to A; of A's 5 = 3 + 2 by both pixels.
    expect((await explain(dense, [1, 2], passBy(zPlus))).relevance).toEqual(close([(3 / 5) * 6, (2 / 5) * 6]));
    // A has twice 6, B once -6. Nothing spoke against A: twice its 12. Of B's 1 = 2 - 1: y has twice -6, x once.
    const { relevance } = await explain(dense, [1, 2], passBy({ kind: 'alpha-beta', alpha: 2 }));
    expect(relevance).toEqual(close([2 * (3 / 5) * 12 + 6, 2 * (2 / 5) * 12 - 12]));
  });

  /** Filters p = 3x - 4 and q = 2x + 5 of each pixel alone, both rectified; their sum is the steering. */
  const filters: Network = {
    input: [1, 1, 2],
    constants: [constant('w', [2, 1, 1, 1], [3, 2]), constant('b', [2], [-4, 5]), constant('ones', [4, 1], 1)],
    nodes: [
      node('Conv', ['x', 'w', 'b'], 'z'),
      node('Relu', ['z'], 'a'),
      node('Flatten', ['a'], 'flat'),
      node('Gemm', ['flat', 'ones'], 'steering'),
    ],
  };

  test('phi is what arrived at a neuron, scaled to what it gave; on its bias alone it hands on nothing', async () => {
    // Pixel 2: p = 2 of 6, q = 9 of 4. Pixel 0: p is rectified, and q = 5 by its bias alone.
    const { relevance, averaged } = await explain(filters, [2, 0], passBy(withoutBias, withoutBias, 'last-stage'));
    expect([...averaged[0]!.values]).toEqual([(2 + 9) / 2, (0 + 5) / 2]);
    expect(relevance).toEqual(close([6 * (2 / 6) + 4 * (9 / 4), 0]));
    // With the bias in the denominator each filter's share is a · (weighted input) / a.
    expect((await explain(filters, [2, 0], passBy(lrp0))).relevance).toEqual(close([6 + 4, 0]));
  });

  test('z-box measures from the ends of the range; flat and w-square do not look at the picture', async () => {
    // x 2 of 0..10, b left out: p's 2 = 2 of 6 - 0, q's 9 = 4 - 0; for 0 there is nothing but what the stabiliser lets through.
    const box: RelevanceRule = { kind: 'z-box', low: [1], high: [10] };
    // p: 6 - 3; q: 4 - 2. Second pixel: 0 - 3 and 0 - 2, of which each keeps all.
    const boxed = await explain(filters, [2, 0], passBy(box, lrp0));
    expect(boxed.relevance).toEqual(close([2 + 9, 0 + 5]));
    for (const kind of ['flat', 'w-square'] as const)
      expect((await explain(filters, [2, 0], passBy({ kind }, lrp0))).relevance).toEqual(close([2 + 9, 0 + 5]));
  });
});

describe('through what stands between layers', () => {
  /** The steering is the sum of what the nodes make of a picture of four pixels, the last of which gives `y`. */
  const summed = (nodes: readonly TestNode[], count: number, constants: readonly TensorProto[] = []): Network => ({
    input: [1, 2, 2],
    constants: [constant('ones', [count, 1], 1), ...constants],
    nodes: [...nodes, node('Flatten', ['y'], 'flat'), node('Gemm', ['flat', 'ones'], 'steering')],
  });
  const relevanceIn = async (network: Network, picture: readonly number[]) =>
    (await explain(network, picture, passBy(lrp0))).relevance;

  test('scaling and shifting by constants, and functions of one number, change nothing', async () => {
    const constants = [constant('scale', [], 10), constant('offset', [], 5)];
    const nodes = [
      node('Mul', ['x', 'scale'], 'scaled'),
      node('Sub', ['offset', 'scaled'], 'shifted'),
      node('Elu', ['shifted'], 'y'),
    ];
    const { steering, relevance } = await explain(summed(nodes, 4, constants), [0, 1, 0, 0.2], passBy(lrp0));
    const parts = [5, Math.exp(-5) - 1, 5, 3];
    expect(steering).toBeCloseTo(sum(parts), 5);
    expect(relevance).toEqual(close(parts));
  });

  test('a power of a constant passes all on to its exponent', async () => {
    const nodes = [node('Pow', ['two', 'x'], 'y')];
    expect(await relevanceIn(summed(nodes, 4, [constant('two', [], 2)]), [0, 1, -1, 3])).toEqual(close([1, 2, 0.5, 8]));
  });

  test('a rectifier whose threshold lies below 0 lets numbers below 0 through', async () => {
    const nodes = [node('ThresholdedRelu', ['x'], 'y', [float('alpha', -5)])];
    // 3 + 1 - 2 - 1 = 1, which 3 and 1 spoke for.
    const { relevance } = await explain(summed(nodes, 4), [3, 1, -2, -1], passBy(zPlus));
    expect(relevance).toEqual(close([3 / 4, 1 / 4, 0, 0]));
  });

  test('a sum is split by its terms', async () => {
    const nodes = [node('Transpose', ['x'], 'turned', [ints('perm', [0, 1, 3, 2])]), node('Add', ['x', 'turned'], 'y')];
    // 1 + 1, 2 + 4, 4 + 2, 0 + 0: what lies on the diagonal meets itself.
    expect(await relevanceIn(summed(nodes, 4), [1, 2, 4, 0])).toEqual(close([2, 2 + 2, 4 + 4, 0]));
  });

  test('an activation written out as several nodes passes all on to what it is a function of', async () => {
    const nodes = [node('Sigmoid', ['x'], 'gate'), node('Mul', ['x', 'gate'], 'y')];
    const { steering, relevance } = await explain(summed(nodes, 4), [1, -2, 0, 3], passBy(lrp0));
    expect(sum(relevance)).toBeCloseTo(steering, 5);
    expect(relevance).toEqual(close([1, -2, 0, 3].map((x) => x / (1 + Math.exp(-x)))));
  });

  test('what multiplies a whole map is a gate and gets nothing', async () => {
    const nodes = [
      node('ReduceMean', ['x'], 'mean', [ints('axes', [2, 3]), int('keepdims', 1)]),
      node('Mul', ['x', 'mean'], 'y'),
    ];
    expect(await relevanceIn(summed(nodes, 4), [1, 2, 3, 6])).toEqual(close([3, 6, 9, 18]));
  });

  const pool = [ints('kernel_shape', [2, 2])];
  const box: RelevanceRule = { kind: 'z-box', low: [0], high: [10] };
  const identity = [constant('w', [1, 1, 1, 1], 1)];

  test('an average of the picture is shared by all its pixels, whatever their values', async () => {
    const nodes = [node('AveragePool', ['x'], 'mean', pool), node('Conv', ['mean', 'w'], 'y')];
    for (const pass of [passBy(lrp0), passBy(box, lrp0)])
      expect((await explain(summed(nodes, 1, identity), [0, 0, 0, 4], pass)).relevance).toEqual(close([1, 1, 1, 1].map((share) => share / 4))); // prettier-ignore
  });

  test('an average behind a convolution is shared by what contributed, a maximum goes to the winner', async () => {
    const average = [node('Conv', ['x', 'w'], 'z'), node('AveragePool', ['z'], 'y', pool)];
    expect(await relevanceIn(summed(average, 1, identity), [0, 1, 0, 3])).toEqual(close([0, 1 / 4, 0, 3 / 4]));
    const largest = [node('Conv', ['x', 'w'], 'z'), node('MaxPool', ['z'], 'y', pool)];
    expect(await relevanceIn(summed(largest, 1, identity), [0, 1, 0, 3])).toEqual(close([0, 0, 0, 3]));
  });

  test('colours mixed before the first convolution: a pixel has what its mixture has', async () => {
    const nodes = [
      node('MatMul', ['x', 'grey'], 'mixed'),
      node('Transpose', ['mixed'], 'first', [ints('perm', [0, 3, 1, 2])]),
      node('Conv', ['first', 'w'], 'y'),
    ];
    const constants = [...identity, constant('grey', [3, 1], [0.25, 0.5, 0.25])];
    const network = { ...summed(nodes, 2, constants), input: [1, 2, 3] as const };
    // Grey 2 and 0.
    const { relevance } = await explain(network, [4, 2, 0, 0, 0, 0], passBy(lrp0));
    expect([sum(relevance.slice(0, 3)), sum(relevance.slice(3))]).toEqual(close([2, 0]));
  });

  test('weights that depend on the picture are refused, with the node', async () => {
    const nodes = [node('Flatten', ['x'], 'row'), node('Gemm', ['row', 'row'], 'y', [int('transB', 1)])];
    await expect(relevanceIn(summed(nodes, 1), [1, 2, 3, 4])).rejects.toMatchObject({
      code: 'unsupported-layer',
      message: expect.stringContaining('Node y (Gemm) has weights that depend on the picture') as string,
    });
  });
});

describe('relevance is neither made nor lost', () => {
  /** Two convolutions and two dense layers of scattered weights, none with a bias. */
  const network: Network = {
    input: [2, 9, 11],
    constants: [
      constant('w1', [4, 2, 3, 3], [...scattered(72, 1)]),
      constant('w2', [5, 4, 3, 3], [...scattered(180, 2)]),
      constant('w3', [30, 6], [...scattered(180, 3)]),
      constant('w4', [6, 1], [...scattered(6, 4)]),
    ],
    nodes: [
      node('Conv', ['x', 'w1'], 'z1', [ints('strides', [2, 2])]),
      node('Relu', ['z1'], 'a1'),
      node('Conv', ['a1', 'w2'], 'z2'),
      node('Relu', ['z2'], 'a2'),
      node('Flatten', ['a2'], 'flat'),
      node('MatMul', ['flat', 'w3'], 'z3'),
      node('Relu', ['z3'], 'a3'),
      node('MatMul', ['a3', 'w4'], 'steering'),
    ],
  };
  const picture = [...scattered(2 * 9 * 11, 5)];
  const box: RelevanceRule = { kind: 'z-box', low: [-1, -1], high: [1, 1] };

  test.each([
    ['LRP-0', passBy(lrp0)],
    ['z-plus', passBy(zPlus)],
    ['alpha 2 beta 1', passBy({ kind: 'alpha-beta', alpha: 2 })],
    ['gamma', passBy({ kind: 'gamma', gamma: 0.25 })],
    ['z-box, z-plus', passBy(box, zPlus)],
    ['flat, z-plus', passBy({ kind: 'flat' }, zPlus)],
    ['w-square, LRP-0', passBy({ kind: 'w-square' }, lrp0)],
  ])('by %s', async (_, pass) => {
    const { steering, relevance } = await explain(network, picture, pass);
    expect(Math.abs(steering)).toBeGreaterThan(0.5);
    const size = sum(relevance.map(Math.abs));
    expect(Math.abs(sum(relevance) - steering) / size).toBeLessThan(1e-5);
  });

  test.each([7, 13, 18, 21])('by z-box where no range is known, in opset %i', async (opset) => {
    const unknown: RelevanceRule = { kind: 'z-box', low: [], high: [] };
    const { steering, relevance } = await explain({ ...network, opset }, picture, passBy(unknown, zPlus));
    expect(Math.abs(sum(relevance) - steering) / sum(relevance.map(Math.abs))).toBeLessThan(1e-5);
  });

  test('by phi: together all pixels have what the last convolution gives', async () => {
    const { relevance, averaged } = await explain(network, picture, passBy(withoutBias, withoutBias, 'last-stage'));
    const given = 5 * sum([...averaged.at(-1)!.values]);
    expect(given).toBeGreaterThan(1);
    expect(Math.abs(sum(relevance) - given) / sum(relevance.map(Math.abs))).toBeLessThan(1e-5);
  });
});
