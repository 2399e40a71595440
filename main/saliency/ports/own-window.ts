import type { WindowAxis, WindowStep } from '../../../shared/geometry.ts';
import { planOnesDeconvolution } from '../ones-deconvolution.ts';
import { undoCrop } from '../undo-reshaping.ts';
import type { Upscale } from '../upscale.ts';
import type { OwnWindow, OwnWindowRest } from './port-profile.ts';
import { portRefusal } from './port-refusal.ts';
import { ownWindow, type PortWay } from './port-way.ts';

/** One axis of a way up: `from` elements to `to`, by the window that made them. */
interface AxisWay {
  readonly window: WindowAxis;
  readonly from: number;
  readonly to: number;
  readonly isLast: boolean;
  /** Elements that the full deconvolution makes. */
  readonly full: number;
}

/** What is taken of the full deconvolution: `size` elements from `cutBefore` on, with zeros before them. */
interface Taken {
  readonly size: number;
  readonly cutBefore: number;
  /** @default 0 */
  readonly zerosBefore?: number;
}

/**
 * The deconvolution with a window's own kernel and stride, as a port fits it to the map below.
 * @throws SteerscopeError where the port's program would stop.
 */
export function planOwnWindow({ rest, atLeastStride = false }: OwnWindow, way: PortWay): Upscale {
  const step = ownWindow(way);
  refuseOblong(rest, step);
  const { from, to, isLast } = way;
  const axisWay = (window: WindowAxis, fromSize: number, toSize: number): AxisWay => {
    const reach = atLeastStride ? Math.max(window.kernel, window.stride) : window.kernel;
    return { window, from: fromSize, to: toSize, isLast, full: (fromSize - 1) * window.stride + reach };
  };
  const rows = axisWay(step.vertical, from.height, to.height);
  const columns = axisWay(step.horizontal, from.width, to.width);
  const [takenRows, takenColumns] = [rests[rest](rows, step), rests[rest](columns, step)];
  // That port looks at the height to tell whether anything is to be fitted.
  const isOverlooked = rest === 'zero-below-right' && rows.full === rows.to && columns.full !== columns.to;
  if (!takenRows || !takenColumns || isOverlooked)
    throw portRefusal(
      `The program's deconvolution of what ${step.layer} gives makes ${rows.full} × ${columns.full}, which it cannot fit to ${to.height} × ${to.width}.`,
    );
  const deconvolution = planOnesDeconvolution(axisOf(rows, takenRows), axisOf(columns, takenColumns));
  return withZeros(deconvolution, takenRows.zerosBefore ?? 0, takenColumns.zerosBefore ?? 0);
}

function withZeros(upscale: Upscale, top: number, left: number): Upscale {
  if (top === 0 && left === 0) return upscale;
  const [inputHeight, inputWidth] = [upscale.height + top, upscale.width + left];
  const zeros = undoCrop({ kind: 'crop', layer: '', top, left, bottom: 0, right: 0, inputHeight, inputWidth });
  const inner = new Float64Array(upscale.height * upscale.width);
  return {
    height: inputHeight,
    width: inputWidth,
    run(source, target) {
      upscale.run(source, inner);
      zeros.run(inner, target);
    },
  };
}

function axisOf({ window: { kernel, stride }, from }: AxisWay, { size, cutBefore }: Taken): WindowAxis {
  return { kernel, stride, dilation: 1, padBefore: cutBefore, inputSize: size, outputSize: from };
}

/** Height and width change places in vis.lua. */
function refuseOblong(rest: OwnWindowRest, { layer, vertical, horizontal }: WindowStep): void {
  if (rest !== 'zeros-within-stride') return;
  if (vertical.kernel === horizontal.kernel && vertical.stride === horizontal.stride) return;
  throw portRefusal(`The program exchanges height and width, which only square kernels bear; ${layer} is oblong.`);
}

const rests: Readonly<Record<OwnWindowRest, (way: AxisWay, step: WindowStep) => Taken | null>> = {
  'zeros-within-stride': ({ window, to, full }) =>
    window.padBefore === 0 && to >= full && to - full < window.stride ? { size: to, cutBefore: 0 } : null,
  'valid-to-size': ({ window: { kernel, stride }, from, to }) =>
    to >= kernel && Math.floor((to - kernel) / stride) + 1 === from ? { size: to, cutBefore: 0 } : null,
  'output-padding': ({ window, from, to, isLast, full }) => {
    const { kernel, stride, padBefore } = window;
    if (!isPaddedAlike(window)) return null;
    // For the last step the program takes the first map's own size by mistake.
    const below = isLast ? from : to;
    const added = (((below + 2 * padBefore - kernel) % stride) + stride) % stride;
    const size = full - 2 * padBefore + added;
    return isLast || size === to ? { size, cutBefore: padBefore } : null;
  },
  'padding-as-output-padding': ({ window: { stride, padBefore }, to, isLast, full }) => {
    const size = full + padBefore;
    // torch wants output_padding below the stride.
    return (padBefore === 0 || padBefore < stride) && (isLast || size === to) ? { size, cutBefore: 0 } : null;
  },
  'zero-above-left': ({ to, full }) => {
    const short = to - full;
    return short === 0 || short === 1 ? { size: full, cutBefore: 0, zerosBefore: short } : null;
  },
  'zero-below-right': ({ to, full }) => (to - full <= 1 ? { size: to, cutBefore: Math.max(0, full - to) } : null),
  'cut-below-right': ({ window: { stride, padBefore }, to, full }, { kind }) => {
    const padding = kind === 'pooling' ? 0 : padBefore;
    return full - 2 * padding + stride - 1 >= to ? { size: to, cutBefore: padding } : null;
  },
};

/** Whether padding of `padBefore` on either side gives the window's output, as torch has it. */
function isPaddedAlike({ kernel, stride, dilation, padBefore, inputSize, outputSize }: WindowAxis): boolean {
  return Math.floor((inputSize + 2 * padBefore - dilation * (kernel - 1) - 1) / stride) + 1 === outputSize;
}
