import type { SaliencyMask } from '../../../shared/analysis.ts';
import type { DeletionTest } from '../../../shared/lab.ts';
import type { DeletionCurves, DeletionFindings, DeletionOrder } from '../../../shared/lab-findings.ts';
import { shuffled } from '../../../shared/seeded-random.ts';
import { magnitudesOf } from '../magnitudes.ts';
import type { SaliencyQuestion } from '../mask-method.ts';
import { blurred } from './blur.ts';
import { meanColour } from '../mean-colour.ts';
import { frameRandom } from './frame-random.ts';
import { byCentre, byValue, cutIntoCells } from './picture-cells.ts';
import { steerChanged } from './steer-changed.ts';

/**
 * Deletion and insertion (the causal metrics of RISE, Petsiuk et al. 2018, arXiv 1806.07421), adapted from the probability of a class
 * to steering: pixels are deleted, or put back into an empty picture, in the order of the mask, and the change of steering
 *
 *     |steering of the picture − steering of the changed picture|
 *
 * is followed. A random order, and one from the middle of the picture outwards, say what an order is worth that knows
 * nothing of the network. Where a mask is signed its magnitude counts; pixels with equal values go in a random order.
 */
export async function testDeletion(
  question: Pick<SaliencyQuestion, 'input' | 'size' | 'steer'>,
  mask: SaliencyMask,
  request: DeletionTest,
  frame: number,
): Promise<DeletionFindings> {
  const { input, size } = question;
  const { steps, repeats } = request;
  const { channels } = size;
  const random = frameRandom(request.seed, frame);
  const cells = cutIntoCells(size, request.cellPx);
  const orders = [
    byValue(cells, magnitudesOf(mask), random),
    byCentre(cells, random),
    ...Array.from({ length: repeats }, () => shuffled(cells.count, random)),
  ];
  const empty = request.fill === 'blur' ? blurred(input, size) : filledWith(meanColour(input, channels), input.length);

  // The whole picture and the empty one, then each order's steps between them, deleted and inserted.
  const between = steps - 1;
  const curveCount = 2 * orders.length;
  const steering = await steerChanged(question, 2 + curveCount * between, (index, into) => {
    if (index < 2) return into.set(index === 0 ? input : empty);
    const curve = Math.floor((index - 2) / between);
    const step = ((index - 2) % between) + 1;
    const [from, to] = curve < orders.length ? [input, empty] : [empty, input];
    into.set(from);
    for (const cell of orders[curve % orders.length]!.subarray(0, Math.round((step / steps) * cells.count)))
      cells.eachPixel(cell, (pixel) => {
        for (let at = pixel * channels; at < (pixel + 1) * channels; at++) into[at] = to[at]!;
      });
  });

  const changes = steering.map((value) => Math.abs(value - steering[0]!));
  const ofEmpty = changes[1]!;
  const curvesFrom = (first: number, start: number, end: number): DeletionCurves => {
    const curve = (index: number): number[] => {
      const from = 2 + (first + index) * between;
      return [start, ...changes.slice(from, from + between), end];
    };
    const randomCurves = Array.from({ length: repeats }, (_, index) => curve(2 + index));
    const meanCurve = curve(0).map((_, at) => randomCurves.reduce((sum, one) => sum + one[at]!, 0) / repeats);
    const curves: Record<DeletionOrder, number[]> = { mask: curve(0), random: meanCurve, centre: curve(1) };
    return {
      curves,
      areas: { mask: areaUnder(curves.mask), random: areaUnder(curves.random), centre: areaUnder(curves.centre) },
    };
  };
  return {
    kind: 'deletion',
    frame,
    shares: Array.from({ length: steps + 1 }, (_, step) => step / steps),
    deletion: curvesFrom(0, 0, ofEmpty),
    insertion: curvesFrom(orders.length, ofEmpty, 0),
  };
}

/** Of a curve over equally spaced places from 0 to 1, by the trapezium rule. */
function areaUnder(curve: readonly number[]): number {
  const ends = (curve[0]! + curve[curve.length - 1]!) / 2;
  return (curve.reduce((sum, value) => sum + value, 0) - ends) / (curve.length - 1);
}

function filledWith(colour: Float64Array, length: number): Float32Array {
  return Float32Array.from({ length }, (_, at) => colour[at % colour.length]!);
}
