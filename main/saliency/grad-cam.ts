import type { SaliencyMask } from '../../shared/analysis.ts';
import { answerFor } from './answer-for.ts';
import type { SaliencyQuestion } from './mask-method.ts';
import { normaliseMask } from './normalise-mask.ts';
import { planBilinear } from './undo-reshaping.ts';

/**
 * Grad-CAM (Selvaraju et al. 2016, arXiv 1610.02391, equations 1 and 2) of the steering instead of a class, at the last
 * stage: its maps, each weighted by the mean of its gradient, added up; what is below 0 is cut off, as the paper does, so
 * that it shows what pushes the number up and not what pushes it down. Scaled up bilinearly to the picture.
 */
export async function gradCam({
  input,
  size,
  trace,
}: Pick<SaliencyQuestion, 'input' | 'size' | 'trace'>): Promise<SaliencyMask> {
  const answer = await answerFor(input, { kind: 'grad-cam' }, trace);
  const positive = new Float64Array(answer.values).map((value) => Math.max(value, 0));
  const map = new Float64Array(size.height * size.width);
  planBilinear(answer, size).run(positive, map);
  return normaliseMask(map, size, map.every(Number.isFinite));
}
