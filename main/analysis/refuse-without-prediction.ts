import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';

/**
 * Not one number to write or to draw is no partial damage.
 * @param problems those of the frames.
 * @throws SteerscopeError `image-not-decodable` when the pictures are to blame, `engine-failed` when the network is.
 */
export function refuseWithoutPrediction(
  predictedSteering: Float64Array,
  problems: readonly Problem[],
  modelPath: string,
): void {
  if (predictedSteering.some(Number.isFinite)) return;
  const count = predictedSteering.length;
  const lost = problems.find(({ code }) => code !== 'output-not-finite');
  if (lost)
    throw new SteerscopeError(
      'image-not-decodable',
      `None of the ${count} frames could be analysed. The first: ${lost.message}`,
      'Restore the pictures of the drive from a copy.',
    );
  throw new SteerscopeError(
    'engine-failed',
    `The network answered all of the ${count} frames with numbers that are not finite: ${modelPath}`,
    'Its weights are damaged, training diverged, or the preprocessing is not the one of training.',
  );
}
