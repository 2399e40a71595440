import type { SaliencyMask } from '../../shared/analysis.ts';
import type { SaliencyQuestion } from './mask-method.ts';
import { normaliseMask } from './normalise-mask.ts';

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
  const [answer] = await trace({ kind: 'grad-cam' }, input, 1);
  if (!answer) throw new Error('No answer for one picture.');
  const positive = answer.values.map((value) => Math.max(value, 0));
  const rows = Array.from({ length: size.height }, (_, row) => between(row, size.height, answer.height));
  const columns = Array.from({ length: size.width }, (_, column) => between(column, size.width, answer.width));
  const map = new Float64Array(size.height * size.width);
  const at = (row: number, column: number): number => positive[row * answer.width + column]!;
  rows.forEach(([top, bottom, low], row) => {
    columns.forEach(([left, right, far], column) => {
      const upper = at(top, left) * (1 - far) + at(top, right) * far;
      const lower = at(bottom, left) * (1 - far) + at(bottom, right) * far;
      map[row * size.width + column] = upper * (1 - low) + lower * low;
    });
  });
  return normaliseMask(map, size, map.every(Number.isFinite));
}

/** The two elements of a shorter axis that an element lies between, by their centres, and how far it is towards the second. */
function between(element: number, length: number, shorter: number): readonly [number, number, number] {
  const place = Math.min(Math.max(((element + 0.5) * shorter) / length - 0.5, 0), shorter - 1);
  const first = Math.floor(place);
  return [first, Math.min(first + 1, shorter - 1), place - first];
}
