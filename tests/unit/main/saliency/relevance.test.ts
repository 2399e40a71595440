import { expect, test } from 'vitest';
import type { BackwardPass } from '../../../../shared/backward-pass.ts';
import type { SaliencyQuestion } from '../../../../main/saliency/mask-method.ts';
import { relevanceMethods } from '../../../../main/saliency/relevance.ts';

/** A question of one picture of 1 × 2 pixels with two channels, whose passes give `values`, and the passes asked for. */
function questionOf(values: readonly number[], more: Partial<SaliencyQuestion> = {}) {
  const passes: BackwardPass[] = [];
  const question: Partial<SaliencyQuestion> = {
    input: new Float32Array(4),
    size: { height: 1, width: 2, channels: 2 },
    valueRange: { low: [-1, 0], high: [1, 5] },
    trace: (pass) => {
      passes.push(pass);
      return Promise.resolve([{ height: 1, width: 2, channels: 2, values: Float32Array.from(values) }]);
    },
    ...more,
  };
  return { question: question as SaliencyQuestion, passes };
}

test('the relevance of a pixel is the sum over its channels, divided by the largest magnitude', async () => {
  const { question } = questionOf([1, 2, -4, -2]);
  expect(await relevanceMethods['lrp-epsilon'](question)).toEqual({
    ...{ height: 1, width: 2, signed: true, flat: false, min: -6, max: 6 },
    values: Float32Array.of(0.5, -1),
  });
});

test('what LRP with epsilon 100 is multiplied with at its start is taken back', async () => {
  const { question, passes } = questionOf([3 * 2 ** 90, 0, 2 ** 90, -3 * 2 ** 90]);
  expect(await relevanceMethods['lrp-paper'](question)).toMatchObject({ max: 3, values: Float32Array.of(1, -2 / 3) });
  expect(passes).toMatchObject([{ startingScale: 2 ** 90, dense: { epsilon: 100 }, convolutions: { epsilon: 100 } }]);
});

test('the composite has a rule for each kind of layer, and the range of the picture for the first', async () => {
  const { question, passes } = questionOf([1, 0, 0, 0]);
  await relevanceMethods['lrp-composite'](question);
  const composite = {
    kind: 'relevance',
    from: 'steering',
    convolutions: { kind: 'alpha-beta', alpha: 1 },
    dense: { kind: 'epsilon', epsilon: 1e-6, withBias: true },
  };
  expect(passes).toEqual([{ ...composite, firstConvolution: { kind: 'z-box', low: [-1, 0], high: [1, 5] } }]);
  const unknown = questionOf([1, 0, 0, 0], { valueRange: null });
  await relevanceMethods['lrp-composite'](unknown.question);
  expect(unknown.passes).toEqual([{ ...composite, firstConvolution: { kind: 'z-box', low: [], high: [] } }]);
});

test('without convolutions there is no last one to contribute to', async () => {
  const { question, passes } = questionOf([1, 0, 0, 0], { backProp: null });
  expect(await relevanceMethods.phi(question)).toBeNull();
  expect(passes).toEqual([]);
});
