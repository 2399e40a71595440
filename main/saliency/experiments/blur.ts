import type { SaliencyQuestion } from '../mask-method.ts';

/** Three box filters of this share of the shorter side each come near to a Gaussian that leaves no object to be told. */
const boxShare = 1 / 6;
const passes = 3;

/** The picture with nothing left but its broad patches of colour; edges are replicated. */
export function blurred(input: Float32Array, { height, width, channels }: SaliencyQuestion['size']): Float32Array {
  const radius = Math.max(1, Math.round((Math.min(height, width) * boxShare) / 2));
  let picture = input;
  for (let pass = 0; pass < passes; pass++) {
    picture = boxFilter(
      picture,
      { length: width, step: channels, lines: height, lineStep: width * channels },
      channels,
      radius,
    );
    picture = boxFilter(
      picture,
      { length: height, step: width * channels, lines: width, lineStep: channels },
      channels,
      radius,
    );
  }
  return picture;
}

/** How to walk along one axis of a picture. */
interface Walk {
  readonly length: number;
  readonly step: number;
  readonly lines: number;
  readonly lineStep: number;
}

/** Mean over 2 · radius + 1 pixels along one axis. */
function boxFilter(
  input: Float32Array,
  { length, step, lines, lineStep }: Walk,
  channels: number,
  radius: number,
): Float32Array {
  const output = new Float32Array(input.length);
  for (let line = 0; line < lines; line++)
    for (let channel = 0; channel < channels; channel++) {
      const start = line * lineStep + channel;
      const at = (index: number): number => input[start + Math.min(length - 1, Math.max(0, index)) * step]!;
      let sum = 0;
      for (let index = -radius; index <= radius; index++) sum += at(index);
      for (let index = 0; index < length; index++) {
        output[start + index * step] = sum / (2 * radius + 1);
        sum += at(index + radius + 1) - at(index - radius);
      }
    }
  return output;
}
