import type { Engine, InputBatch } from '../../main/engines/engine.ts';
import type { ModelInfo } from '../../shared/model.ts';
import { scattered } from './tiny-models.ts';

export interface SlopeComparison {
  /** Cosine of the angle between the gradient and differences, over the directions; 1 where they agree. */
  readonly cosine: number;
  /** Length of the first by that of the second. */
  readonly ratio: number;
}

/** Squares of differences below it are rounding. */
const flat = 1e-14;

/**
 * Compares the gradient of Σ cos(i) · number i of output 0 with central differences of forward passes in some directions:
 * scattered ones, and as many that follow the gradient's signs. `step` is the largest change of a number.
 */
export async function compareSlopes(
  engine: Engine,
  { input, outputs }: Pick<ModelInfo, 'input' | 'outputs'>,
  picture: Pick<InputBatch, 'data' | 'others'>,
  step: number,
  directions = 8,
): Promise<SlopeComparison> {
  const count = (outputs[0]?.shape ?? []).reduce((product, length) => product * length, 1);
  const weights = Float32Array.from({ length: count }, (_, at) => Math.cos(at));
  const { data, others = {} } = picture;
  const [answer] = await engine.backward({ kind: 'gradient' }, { count: 1, data, others }, { output: 0, weights });
  const { values } = answer!;
  if (values.length !== input.height * input.width * input.channels) throw new Error('not the size of the picture');
  let [products, gradients, differences] = [0, 0, 0];
  for (let index = 0; index < directions; index++) {
    const direction = scattered(data.length, index + 1);
    if (index % 2 === 1) direction.forEach((value, at) => (direction[at] = Math.abs(value) * Math.sign(values[at]!)));
    const [above, below] = [1, -1].map((side) => data.map((value, at) => value + side * step * direction[at]!));
    const twice = Object.entries(others).map(([name, numbers]) => [name, Float32Array.from([...numbers, ...numbers])]);
    const pair = Float32Array.from([...above!, ...below!]);
    const results = await engine.run({ count: 2, data: pair, others: Object.fromEntries(twice) });
    const [high, low] = results.map((result) =>
      result.outputs[0]!.reduce((sum, value, at) => sum + value * weights[at]!, 0),
    );
    const difference = high! - low!;
    const gradient = values.reduce((sum, slope, at) => sum + slope * (above![at]! - below![at]!), 0);
    products += difference * gradient;
    gradients += gradient * gradient;
    differences += difference * difference;
  }
  // Flat here, as measured: nothing to compare.
  if (Math.max(gradients, differences) < flat) return { cosine: 1, ratio: 1 };
  return { cosine: products / Math.sqrt(gradients * differences), ratio: Math.sqrt(gradients / differences) };
}
