import type { ColourConversion, PreprocessingStep } from '../../shared/preprocessing.ts';

/** The lowest and highest number that each channel of a network's input can hold. */
export interface ValueRange {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

type Ends = readonly [low: number, high: number];

/**
 * What the ends 0 and 255 of a camera's pixels become. Null where they say nothing of the input: of a picture that is
 * scaled by its own mean, and of colours converted when they are bytes no longer, whose ranges depend on one another.
 */
export function valueRange(steps: readonly PreprocessingStep[]): ValueRange | null {
  let channels: readonly Ends[] | null = new Array<Ends>(3).fill([0, 255]);
  let areBytes = true;
  for (const step of steps) {
    channels = channels && rangesAfter(step, channels, areBytes);
    areBytes &&=
      step.op !== 'affine' && step.op !== 'min-max' && !(step.op === 'resize' && step.method.startsWith('tf-bi'));
  }
  return channels && { low: channels.map(([low]) => low), high: channels.map(([, high]) => high) };
}

function rangesAfter(step: PreprocessingStep, channels: readonly Ends[], areBytes: boolean): readonly Ends[] | null {
  switch (step.op) {
    case 'colour':
      return rangesOfColour(step.conversion, channels, areBytes);
    case 'channels':
      return step.pick.map((channel) => channels[channel] ?? [0, 255]);
    case 'affine':
      return channels.map((ends, channel) => {
        const [first, second] = ends.map((end) => end * of(step.scale, channel) + of(step.offset, channel)) as [number, number]; // prettier-ignore
        return first < second ? [first, second] : [second, first];
      });
    case 'min-max':
      return channels.map(() => [step.low, step.high]);
    case 'standardise':
      return null;
    default:
      return channels;
  }
}

const of = (value: number | readonly number[], channel: number): number =>
  typeof value === 'number' ? value : (value[channel] ?? Number.NaN);

/** OpenCV's bytes: hues to 179, all else to 255. */
function rangesOfColour(
  conversion: ColourConversion,
  channels: readonly Ends[],
  areBytes: boolean,
): readonly Ends[] | null {
  const areAlike = channels.every(([low, high]) => low === channels[0]?.[0] && high === channels[0][1]);
  if (conversion.endsWith('2BGR')) return channels.toReversed();
  if (conversion.toLowerCase().includes('gray')) return areAlike ? channels.slice(0, 1) : null;
  if (!areBytes || conversion.startsWith('tf-')) return null;
  const hue: Ends = [0, /H(SV|LS)$/.test(conversion) ? 179 : 255];
  return [hue, [0, 255], [0, 255]];
}
