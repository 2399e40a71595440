import type { SaliencyMask } from '../../../shared/analysis.ts';
import type { ShiftTest } from '../../../shared/lab.ts';
import type { ShiftControl, ShiftFindings } from '../../../shared/lab-findings.ts';
import { fitLine } from '../../../shared/line-fit.ts';
import { shiftPlan } from '../../../shared/shift-plan.ts';
import { magnitudesOf } from '../magnitudes.ts';
import type { SaliencyQuestion } from '../mask-method.ts';
import { salientPixels } from './salient-pixels.ts';
import { PictureShifter } from './shift-picture.ts';
import { steerChanged } from './steer-changed.ts';

/**
 * The shift test of arXiv 1704.07911 ("Analysis") and arXiv 1611.05418: if the salient pixels are what the network
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
  const salient = salientPixels({ ...mask, values: magnitudesOf(mask) }, request.threshold, dilationPx);
  const shifter = new PictureShifter(question, salient, request.fill);
  const control = new PictureShifter(question, roundByHalf(salient, question.size.width), request.fill);
  const moves: readonly ((shift: number, into: Float32Array) => void)[] = [
    (shift, into) => shifter.write({ salient: shift, background: 0 }, into),
    (shift, into) => shifter.write({ salient: 0, background: shift }, into),
    (shift, into) => shifter.write({ salient: shift, background: shift }, into),
    (shift, into) => control.write({ salient: shift, background: 0 }, into),
  ];
  const count = shiftsPx.length;
  const steering = await steerChanged(question, moves.length * count, (index, into) =>
    moves[Math.floor(index / count)]!(shiftsPx[index % count]!, into),
  );
  const moved = (move: number): Moved => {
    const curve = steering.slice(move * count, (move + 1) * count);
    return { curve, fit: fitLine(shiftsPx, curve) };
  };
  const [onSalient, onBackground, onAll, onControl] = [moved(0), moved(1), moved(2), moved(3)] as const;
  const ofAll = ({ fit }: Moved): number | null => (onAll.fit.slope === 0 ? null : fit.slope / onAll.fit.slope);
  return {
    kind: 'shift',
    frame,
    salientShare: salient.reduce((sum, isSalient) => sum + isSalient, 0) / salient.length,
    shiftsPx,
    dilationPx,
    curves: { salient: onSalient.curve, background: onBackground.curve, all: onAll.curve },
    fits: { salient: onSalient.fit, background: onBackground.fit, all: onAll.fit },
    validity: ofAll(onSalient),
    backgroundShare: ofAll(onBackground),
    control: { ...onControl, validity: ofAll(onControl) },
  };
}

type Moved = Omit<ShiftControl, 'validity'>;

/** The same shape half the width farther on in the same rows; what leaves the picture comes in again on the other side. */
function roundByHalf(pixels: Uint8Array, width: number): Uint8Array {
  return pixels.map((_, at) => {
    const column = at % width;
    return pixels[at - column + ((column + (width >> 1)) % width)]!;
  });
}
