import type { WindowAxis } from '../../shared/geometry.ts';
import type { AxisSources } from './axis-sources.ts';
import type { Block, KernelMemory } from './kernels/kernel-memory.ts';

/** Elements of a row that are made several an instruction: `from` .. `to - 1`; `newest` is the last that `from` sums. */
interface QuickPart {
  readonly from: number;
  readonly to: number;
  readonly newest: number;
}

const none: QuickPart = { from: 0, to: 0, newest: 0 };

/** Spreads each row of `source` along the horizontal axis into a row of `target`. */
export type SpreadRows = (source: Block<Float64Array>, target: Block<Float64Array>) => void;

/** @param sources which elements of a row of `source` each element of the row made of it sums. */
export function placeSpreadRows(
  memory: KernelMemory,
  axis: WindowAxis,
  sources: AxisSources,
  height: number,
): SpreadRows {
  const { kernel, stride, inputSize: width, outputSize: sourceWidth } = axis;
  const places: number[] = [0];
  for (const { length } of sources) places.push(places.at(-1)! + length);
  const [begins, parts] = [memory.uint32(places), memory.uint32(sources.flat())];
  const { from, to, newest } = planQuickPart(axis);
  return (source, target) =>
    memory.kernels.spreadRows(
      ...[source.at, height, sourceWidth, target.at, width],
      ...[begins.at, parts.at, from, to, newest, kernel, stride],
    );
}

/** Where windows lie wholly within the row, as many as two numbers an instruction take. */
function planQuickPart({ kernel, stride, dilation, padBefore, inputSize, outputSize }: WindowAxis): QuickPart {
  if (stride > 2 || kernel < stride || dilation !== 1) return none;
  const newest = Math.max(Math.ceil(kernel / stride) - 1, Math.ceil(padBefore / stride));
  const from = stride * newest - padBefore;
  const pairs = Math.floor(Math.min((outputSize - newest) / 2, (inputSize - from) / (2 * stride)));
  return pairs > 0 ? { from, to: from + 2 * stride * pairs, newest } : none;
}
