import type { SaliencyMask } from '../../shared/analysis.ts';
import type { Stage } from '../../shared/geometry.ts';
import type { Map2d } from '../../shared/pixels.ts';
import { normaliseRows } from './normalise-mask.ts';
import { PowerOfTwoScale } from './power-of-two-scale.ts';
import { multiplyRows } from './row-sums.ts';
import { planStages, type MapSize } from './stage-plan.ts';

export interface VisualBackPropResult {
  /** In the network's input size. */
  readonly mask: SaliencyMask;
  /**
   * One a stage, shallowest first, each of its stage's size; the deepest equals its averaged map. True values, except
   * that a map whose largest magnitude lies outside 2^-100 .. 2^120 is multiplied by a power of two that brings it to
   * about 1, as float32 could not hold it.
   */
  readonly intermediates: readonly Map2d[];
  /** False when an averaged map holds NaN or an infinity: the mask then is flat, and it is for the caller to say why. */
  readonly finite: boolean;
}

/**
 * VisualBackProp (arXiv 1611.05418), to the letter of the paper. With A[l] the averaged map of stage l = 1..L, up(l, ·)
 * the deconvolution with ones in the geometry of the layers between stage l - 1 and stage l, and stage 0 the input:
 *
 *     M[L] = A[L],   M[l-1] = up(l, M[l]) · A[l-1],   U = up(1, M[1]),   mask = (U - min U) / (max U - min U)
 *
 * The M are the intermediate masks. Nothing is normalised between stages (powers of two, which cancel exactly, keep
 * very deep networks in range), and the picture is not multiplied in. When max U = min U nothing was active: the mask
 * is 0 and `flat`. All arithmetic is float64. No output and no dense layer enters the mask.
 *
 * Beyond the paper: the layers between two stages are undone one after the other, pooling as a window of its own
 * (compose-pooling.ts makes stages in which it is one with the convolution); crops become zeros, padding is cut, resizes are scaled back
 * (undo-reshaping.ts). What other activations than ReLU let through below 0 is 0 in the averaged maps already
 * (models/stages/positive-part.ts).
 *
 * @param averaged one map a stage, shallowest first, in the stage's size.
 * @param stages at least one. Pass the same array for every frame: its tables and buffers are then reused.
 * @param input size of the network's input.
 * @throws Error when sizes of maps, stages and input contradict each other; it names the stage.
 */
export function visualBackProp(
  averaged: readonly Map2d[],
  stages: readonly Stage[],
  input: MapSize,
): VisualBackPropResult {
  if (stages.length === 0) throw new Error('VisualBackProp needs at least one stage.');
  const { plans, ones, stretched } = planStages(stages, input);
  checkMaps(averaged, stages);
  const intermediates: Map2d[] = [];
  const scale = new PowerOfTwoScale();
  let finite = true;
  let hasNegative = false;
  let running = ones;
  for (let index = plans.length - 1; index >= 0; index--) {
    const { map, product, copy, upscale } = plans[index]!;
    const { height, width, values } = averaged[index]!;
    map.values.set(values);
    const { min, max } = multiplyRows(running, map, product, copy);
    const largest = Math.max(max, -min);
    finite &&= Number.isFinite(largest);
    hasNegative = min < 0;
    scale.settle(product.values, largest, copy.values);
    intermediates.unshift({ height, width, values: copy.values.slice() });
    running = upscale();
  }
  const mask = normaliseRows(running, stretched, { finite, hasNegative, divisor: scale.divisor });
  return { mask, intermediates, finite };
}

function checkMaps(averaged: readonly Map2d[], stages: readonly Stage[]): void {
  if (averaged.length !== stages.length)
    throw new Error(`There are ${stages.length} stages, but ${averaged.length} averaged maps.`);
  stages.forEach((stage, index) => {
    const map = averaged[index]!;
    if (map.height !== stage.height || map.width !== stage.width || map.values.length !== stage.height * stage.width)
      throw new Error(
        `Stage "${stage.layer}": its averaged map is ${map.height} × ${map.width} with ${map.values.length} values, not ${stage.height} × ${stage.width}.`,
      );
  });
}
