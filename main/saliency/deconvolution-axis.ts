import type { WindowAxis } from '../../shared/geometry.ts';

/**
 * Which elements of a map each element of its ones-deconvolution sums: `tapCount` of them, `sourceStep` apart, from
 * `source` downwards. With s·j + d·t = y + p these are the j of all t that the stride does not skip.
 */
export interface DeconvolutionAxis {
  readonly stride: number;
  readonly sourceStep: number;
  /** One for each of the first `stride` outputs; an output one stride further has sources one further. */
  readonly phases: readonly DeconvolutionPhase[];
  /** How many elements before and after the map the sources of all outputs reach. */
  readonly reachBefore: number;
  readonly reachAfter: number;
}

export interface DeconvolutionPhase {
  readonly source: number;
  readonly tapCount: number;
}

export function planDeconvolutionAxis(axis: WindowAxis): DeconvolutionAxis {
  const { kernel, stride, dilation, padBefore, inputSize, outputSize } = axis;
  const common = greatestCommonDivisor(stride, dilation);
  const sourceStep = dilation / common;
  const phases: DeconvolutionPhase[] = [];
  let reachBefore = 0;
  let reachAfter = 0;
  for (let output = 0; output < Math.min(stride, inputSize); output++) {
    const position = output + padBefore;
    const tap = firstTap(position, axis);
    if (tap === null) {
      phases.push({ source: 0, tapCount: 0 });
      continue;
    }
    const source = (position - dilation * tap) / stride;
    const tapCount = Math.ceil((kernel - tap) / (stride / common));
    const lastSource = source + Math.floor((inputSize - 1 - output) / stride);
    reachBefore = Math.max(reachBefore, (tapCount - 1) * sourceStep - source);
    reachAfter = Math.max(reachAfter, lastSource - (outputSize - 1));
    phases.push({ source, tapCount });
  }
  return { stride, sourceStep, phases, reachBefore, reachAfter };
}

/** The least t for which j is whole; null when the stride skips this position. */
function firstTap(position: number, { kernel, stride, dilation }: WindowAxis): number | null {
  for (let tap = 0; tap < Math.min(kernel, stride); tap++) if ((position - dilation * tap) % stride === 0) return tap;
  return null;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
