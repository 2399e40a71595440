import { expect, test } from 'vitest';
import type { BackwardAnswer, BackwardPass } from '../../../../shared/backward-pass.ts';
import { gradCam } from '../../../../main/saliency/grad-cam.ts';
import { gradient, gradientTimesInput, guidedBackprop } from '../../../../main/saliency/gradient.ts';
import { integratedGradients } from '../../../../main/saliency/integrated-gradients.ts';
import { smoothGrad } from '../../../../main/saliency/smooth-grad.ts';

/** A picture of two pixels with two channels, steered by x₀² − 3 x₁² + 2 x₂ + x₃: slopes 2 x₀, −6 x₁, 2, 1. */
const size = { height: 1, width: 2, channels: 2 };
const input = Float32Array.of(1, 0.5, -2, 4);
const slopes = (x: Float32Array): number[] => [2 * x[0]!, -6 * x[1]!, 2, 1];

interface Asked {
  readonly pass: BackwardPass;
  readonly count: number;
}

function question(asked: Asked[] = []) {
  const trace = (pass: BackwardPass, inputs: Float32Array, count: number): Promise<BackwardAnswer[]> => {
    asked.push({ pass, count });
    return Promise.resolve(
      Array.from({ length: count }, (_, at) => ({
        ...size,
        values: Float32Array.from(slopes(inputs.subarray(4 * at, 4 * at + 4))),
      })),
    );
  };
  return { input, size, trace, black: () => Float32Array.of(0, 0, 1, 0) };
}

test('the gradient is the largest slope of the channels, whatever its sign', async () => {
  // |2|, |−3| and |2|, |1|.
  const mask = await gradient(question());
  expect(mask).toMatchObject({ height: 1, width: 2, signed: false, min: 2, max: 3, flat: false });
  expect([...mask.values]).toEqual([1, 0]);
});

test('guided backpropagation is another pass', async () => {
  const asked: Asked[] = [];
  await guidedBackprop(question(asked));
  expect(asked).toEqual([{ pass: { kind: 'guided-gradient' }, count: 1 }]);
});

test('gradient times input adds the channels up with their signs', async () => {
  // 1 · 2 − 0.5 · 3 = 0.5, −2 · 2 + 4 · 1 = 0.
  const mask = await gradientTimesInput(question());
  expect(mask).toMatchObject({ signed: true, min: -0.5, max: 0.5 });
  expect([...mask.values]).toEqual([1, 0]);
});

test('integrated gradients add up to the steering less that of a black picture', async () => {
  const asked: Asked[] = [];
  const mask = await integratedGradients(question(asked), 20);
  // x₀² − 3 x₁² = 0.25 from (0, 0); 2 (x₂ − 1) + x₃ = −2 from (1, 0).
  expect(mask).toMatchObject({ signed: true, max: 2 });
  expect(mask.values[0]).toBeCloseTo(0.125, 6);
  expect(mask.values[1]).toBe(-1);
  expect(asked.length).toBe(20);
});

test('SmoothGrad is the mean gradient around the picture, the same every time', async () => {
  const mask = await smoothGrad(question(), 4000);
  // Slopes that are linear have the picture's own as their mean.
  expect(mask.max).toBeCloseTo(3, 0);
  expect(mask.min).toBe(2);
  expect(await smoothGrad(question(), 4000)).toEqual(mask);
});

test('SmoothGrad puts noise of a fifth of the range on the picture', async () => {
  let [sum, squares] = [0, 0];
  const trace = (_: BackwardPass, inputs: Float32Array, count: number): Promise<BackwardAnswer[]> => {
    for (let at = 0; at < inputs.length; at++) {
      const noise = inputs[at]! - input[at % 4]!;
      sum += noise;
      squares += noise * noise;
    }
    return Promise.resolve(new Array<BackwardAnswer>(count).fill({ ...size, values: new Float32Array(4) }));
  };
  expect(await smoothGrad({ input, size, trace }, 2000)).toMatchObject({ flat: true });
  expect(sum / 8000).toBeCloseTo(0, 1);
  // From −2 to 4.
  expect(Math.sqrt(squares / 8000)).toBeCloseTo(1.2, 1);
});

test('Grad-CAM cuts off what is negative and scales up between the centres of the pixels', async () => {
  const trace = () => Promise.resolve([{ height: 1, width: 2, channels: 1, values: Float32Array.of(-5, 4) }]);
  const mask = await gradCam({ input, size: { height: 2, width: 4, channels: 1 }, trace });
  // Centres at 0.25, 0.75, 1.25, 1.75 of two pixels: 0, a quarter, three quarters, 1 from the first to the second.
  expect(mask).toMatchObject({ height: 2, width: 4, signed: false, max: 4 });
  expect([...mask.values]).toEqual([0, 0.25, 0.75, 1, 0, 0.25, 0.75, 1]);
});

test('gradients that are no numbers make a flat mask', async () => {
  const trace = () => Promise.resolve([{ ...size, values: Float32Array.of(1, Number.NaN, 1, 2) }]);
  expect(await gradient({ input, size, trace })).toMatchObject({ flat: true, max: Number.NaN });
  expect(await gradientTimesInput({ input, size, trace })).toMatchObject({ flat: true });
});
