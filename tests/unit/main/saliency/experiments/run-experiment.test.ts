import { expect, test } from 'vitest';
import { runExperiment } from '../../../../../main/saliency/experiments/run-experiment.ts';
import type { SaliencyQuestion } from '../../../../../main/saliency/mask-method.ts';
import { comparisonSchema, perturbationTestSchema } from '../../../../../shared/lab.ts';

/** A network without convolutions that steers by the sum of a 2 × 3 picture of mean 4. */
const question = {
  input: Float32Array.of(1, 2, 3, 4, 5, 9),
  size: { height: 2, width: 3, channels: 1 },
  backProp: null,
  steer: (inputs: Float32Array, count: number) =>
    Promise.resolve(
      Float64Array.from({ length: count }, (_, index) =>
        inputs.subarray(6 * index, 6 * index + 6).reduce((sum, value) => sum + value, 0),
      ),
    ),
} as unknown as SaliencyQuestion;
const perturbation = perturbationTestSchema.parse({ kind: 'perturbation', method: 'occlusion' });

test('a method that makes no mask of such a network ends the experiment, and is left out of a comparison', async () => {
  const byDefault = perturbationTestSchema.parse({ kind: 'perturbation' });
  await expect(runExperiment(byDefault, question, 5)).rejects.toMatchObject({ code: 'unsupported-network' });
  const comparison = comparisonSchema.parse({ kind: 'compare', methods: ['visual-backprop', 'occlusion'] });
  expect(await runExperiment(comparison, question, 5)).toMatchObject({
    findings: null,
    problems: [{ code: 'unsupported-network', frame: 5, message: expect.stringContaining('VisualBackProp') }],
  });
});

test('any method will do, and the network may answer nothing of use', async () => {
  const { findings } = await runExperiment(perturbation, question, 5);
  expect(findings).toMatchObject({ kind: 'perturbation', frame: 5, curves: { mask: { length: 7 } } });
  // It fails on noise only, so that there is a mask.
  const steer: SaliencyQuestion['steer'] = async (inputs, count) => {
    const known = inputs.every((value) => [1, 2, 3, 4, 5, 9].includes(value));
    return known ? question.steer(inputs, count) : new Float64Array(count).fill(Number.NaN);
  };
  expect(await runExperiment(perturbation, { ...question, steer }, 5)).toMatchObject({
    findings: null,
    problems: [{ code: 'output-not-finite', frame: 5 }],
  });
});
