import type { SaliencyMask } from '../../../shared/analysis.ts';
import type { ShiftTest } from '../../../shared/lab.ts';
import type { ShiftedPart, ShiftFindings } from '../../../shared/lab-findings.ts';
import { fitLine } from '../../../shared/line-fit.ts';
import type { SaliencyQuestion } from '../mask-method.ts';
import { magnitude } from './magnitude.ts';
import { salientPixels } from './salient-pixels.ts';
import { PictureShifter } from './shift-picture.ts';
import { steerChanged } from './steer-changed.ts';

/** Width of the pictures that the papers' 30 and 25 pixels are taken to be of; they name none. */
const paperWidth = 640;
const paperDilation = 30;
const paperLimit = 25;
/** Positions to either side, at most, unless the step is said. */
const usualPositions = 10;

/**
 * The shift test of arXiv 1704.07911 ("Analysis") and arXiv 1611.05418 (section V): if the salient pixels are what the network
 * steers by, moving them alone changes the steering nearly as much as moving the whole picture, in a line, and moving the
 * background alone changes it little. Where a mask is signed its magnitude counts.
 */
export async function testShift(
  question: Pick<SaliencyQuestion, 'input' | 'size' | 'steer'>,
  mask: SaliencyMask,
  request: ShiftTest,
  frame: number,
): Promise<ShiftFindings> {
  const { dilationPx, shiftsPx } = shiftPlan(request, question.size.width);
  const salient = salientPixels(magnitude(mask), request.threshold, dilationPx);
  const shifter = new PictureShifter(question, salient, request.fill);
  const count = shiftsPx.length;
  const steering = await steerChanged(question, 3 * count, (index, into) => {
    const shift = shiftsPx[index % count]!;
    const moves = [
      { salient: shift, background: 0 },
      { salient: 0, background: shift },
      { salient: shift, background: shift },
    ];
    shifter.write(moves[Math.floor(index / count)]!, into);
  });
  const curves: Record<ShiftedPart, number[]> = {
    salient: steering.slice(0, count),
    background: steering.slice(count, 2 * count),
    all: steering.slice(2 * count),
  };
  const fits = {
    salient: fitLine(shiftsPx, curves.salient),
    background: fitLine(shiftsPx, curves.background),
    all: fitLine(shiftsPx, curves.all),
  };
  const ofAll = (part: ShiftedPart): number | null => (fits.all.slope === 0 ? null : fits[part].slope / fits.all.slope);
  return {
    kind: 'shift',
    frame,
    salientShare: salient.reduce((sum, isSalient) => sum + isSalient, 0) / salient.length,
    shiftsPx,
    dilationPx,
    curves,
    fits,
    validity: ofAll('salient'),
    backgroundShare: ofAll('background'),
  };
}

/** What is left open in the request, for an input of that width. */
export function shiftPlan(
  request: Pick<ShiftTest, 'dilationPx' | 'limitPx' | 'stepPx'>,
  width: number,
): { readonly dilationPx: number; readonly shiftsPx: readonly number[] } {
  const scaled = (pixels: number): number => Math.max(1, Math.round((pixels * width) / paperWidth));
  const limit = request.limitPx ?? scaled(paperLimit);
  const step = request.stepPx ?? Math.ceil(limit / usualPositions);
  const positions = Math.max(1, Math.floor(limit / step));
  return {
    dilationPx: request.dilationPx ?? scaled(paperDilation),
    shiftsPx: Array.from({ length: 2 * positions + 1 }, (_, index) => (index - positions) * step),
  };
}
