import type { Preprocessing, PreprocessingStep } from './preprocessing.ts';

/** A preprocessing for a person, in one line: `rows 60 to −25, YUV, 200 × 66 (cv2-linear), × 0.00392`. */
export function describePreprocessing({
  camera,
  steps,
}: Pick<Preprocessing, 'camera'> & { readonly steps: readonly PreprocessingStep[] }): string {
  const words = steps.map(describeStep).join(', ') || 'the picture as it is';
  return camera === undefined ? words : `camera ${camera}, ${words}`;
}

/** One step for a person. */
export function describeStep(step: PreprocessingStep): string {
  switch (step.op) {
    case 'crop':
      return `crop ${sides(step, String)}`;
    case 'crop-share':
      return `crop ${sides(step, percent)} of the picture`;
    case 'resize':
      return `${step.width} × ${step.height} by ${step.method}`;
    case 'colour':
      return step.conversion;
    case 'channels':
      return `channel${step.pick.length > 1 ? 's' : ''} ${step.pick.join(', ')}`;
    case 'equalize-hist':
      return `equalizeHist of channel ${step.channel}`;
    case 'gaussian-blur':
      return `GaussianBlur ${step.kernel} × ${step.kernel}`;
    case 'affine':
      return affine(step);
    case 'standardise':
      return 'minus its mean, by its standard deviation';
    case 'min-max':
      return `stretched to ${step.low} … ${step.high}`;
  }
}

type Sides = Readonly<Record<'top' | 'bottom' | 'left' | 'right', number>>;

/** Only the sides that lose something. */
function sides(crop: Sides, show: (amount: number) => string): string {
  const lost = (['top', 'bottom', 'left', 'right'] as const).filter((side) => crop[side] > 0);
  return lost.map((side) => `${side} ${show(crop[side])}`).join(' ') || 'nothing';
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

/** `/ 127.5 − 1` rather than `× 0.00784313725490196`. */
function affine({ scale, offset }: Extract<PreprocessingStep, { op: 'affine' }>): string {
  const scaling = [scale].flat().every((value) => value === 1) ? '' : numbers(scale, asFactor);
  const shift = [offset].flat().every((value) => value === 0) ? '' : numbers(offset, asTerm);
  return [scaling, shift].filter(Boolean).join(' ') || 'as floats';
}

const numbers = (values: number | readonly number[], show: (value: number) => string): string =>
  typeof values === 'number' ? show(values) : `(${values.map(show).join(', ')})`;

/** A factor below 1 as a divisor, where that is the shorter number. */
function asFactor(scale: number): string {
  const divisor = Math.round((1 / scale) * 1e6) / 1e6;
  const byDivisor = Math.abs(scale) < 1 && Math.abs(1 / divisor - scale) < 1e-9 * Math.abs(scale);
  return byDivisor && String(divisor).length <= String(scale).length ? `/ ${divisor}` : `× ${short(scale)}`;
}

const asTerm = (offset: number): string => `${offset < 0 ? '−' : '+'} ${short(Math.abs(offset))}`;
const short = (value: number): string => String(Number(value.toPrecision(6)));
