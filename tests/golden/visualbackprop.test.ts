import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Stage } from '../../shared/geometry.ts';
import type { Map2d } from '../../shared/pixels.ts';
import { visualBackProp } from '../../main/saliency/visual-backprop.ts';

interface GoldenNetwork {
  readonly name: string;
  readonly height: number;
  readonly width: number;
  readonly stages: readonly Pick<Stage, 'height' | 'width' | 'steps'>[];
  readonly intermediateSums: readonly number[];
  /** float32, base64. */
  readonly mask: string;
  /** Of the mask before it is normalised. */
  readonly range: readonly [min: number, max: number];
}

const { networks } = JSON.parse(readFileSync(join(import.meta.dirname, 'visualbackprop.json'), 'utf8')) as {
  networks: readonly GoldenNetwork[];
};

/** The same generator as in the oracle: 0..1 in steps of 1/256, about half of them 0. */
function noise(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.max((state >>> 24) - 100, 0) / 256;
  });
}

const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);

test.each(networks.map((network, number) => ({ ...network, number })))(
  'the mask of $name is that of zero-stuffing and full convolution',
  ({ number, height, width, stages: goldenStages, intermediateSums, mask: goldenMask, range }) => {
    const stages: Stage[] = goldenStages.map((stage, index) => ({
      layer: `stage${index + 1}`,
      tap: `stage${index + 1}`,
      activation: 'relu',
      channels: 1,
      height: stage.height,
      width: stage.width,
      steps: stage.steps,
    }));
    const averaged: Map2d[] = stages.map(({ height, width }, index) => ({
      height,
      width,
      values: noise(height * width, 1000 * number + index + 1),
    }));
    const { mask, intermediates, finite } = visualBackProp(averaged, stages, { height, width });

    const expected = new Float32Array(Uint8Array.from(Buffer.from(goldenMask, 'base64')).buffer);
    expect(finite).toBe(true);
    expect(mask.flat).toBe(false);
    expect(mask.values.length).toBe(expected.length);
    const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (mask.values[i] ?? NaN))), 0);
    expect(worst).toBeLessThanOrEqual(1e-7);
    expect(mask.min).toBeCloseTo(range[0], 12);
    expect(mask.max / range[1]).toBeCloseTo(1, 12);
    intermediates.forEach((map, index) => {
      const expectedSum = intermediateSums[index] ?? NaN;
      expect(Math.abs(sum(map.values) / expectedSum - 1)).toBeLessThan(1e-5);
    });
  },
);
