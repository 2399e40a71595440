import type { WindowAxis } from '../../../shared/geometry.ts';
import { planOnesDeconvolution } from '../ones-deconvolution.ts';
import type { MapSize } from '../stage-plan.ts';
import { planBilinear } from '../undo-reshaping.ts';
import type { Upscale } from '../upscale.ts';
import { planOwnWindow } from './own-window.ts';
import type { FixedWindow, PortUpscaling } from './port-profile.ts';
import { portRefusal } from './port-refusal.ts';
import { ownWindow, type PortWay } from './port-way.ts';

/** @throws SteerscopeError where the port's program would stop, since what it makes does not fit. */
export function planPortUpscale(upscaling: PortUpscaling, way: PortWay): Upscale {
  switch (upscaling.kind) {
    case 'own-window':
      return planOwnWindow(upscaling, way);
    case 'fixed-window':
      return planFixedWindow(upscaling, way);
    case 'enlarged-kernel': {
      const { from, to } = way;
      const { vertical, horizontal } = ownWindow(way);
      return planOnesDeconvolution(
        enlarged(vertical, from.height, to.height),
        enlarged(horizontal, from.width, to.width),
      );
    }
    case 'double-nearest':
      refuseMisfit(way, { height: 2 * way.from.height, width: 2 * way.from.width });
      return planNearest(way);
    case 'nearest':
      return planNearest(way);
    case 'bilinear':
      return planBilinear(way.from, way.to);
  }
}

export function planFixedWindow({ kernel, stride, cutBefore }: FixedWindow, way: PortWay): Upscale {
  const { from, isLast } = way;
  const size = { height: stride * from.height, width: stride * from.width };
  if (!isLast) refuseMisfit(way, size);
  const axis = (inputSize: number, outputSize: number): WindowAxis => {
    return { kernel, stride, dilation: 1, padBefore: cutBefore, inputSize, outputSize };
  };
  return planOnesDeconvolution(axis(size.height, from.height), axis(size.width, from.width));
}

/** Sums over 3 × 3, with zeros around. */
export function planBoxSums({ height, width }: MapSize): Upscale {
  const axis = (size: number): WindowAxis => {
    return { kernel: 3, stride: 1, dilation: 1, padBefore: 1, inputSize: size, outputSize: size };
  };
  return planOnesDeconvolution(axis(height), axis(width));
}

/** A kernel of input + 2 padding − stride (n − 1), which reaches the input exactly. */
function enlarged({ stride, padBefore }: WindowAxis, from: number, to: number): WindowAxis {
  const kernel = to + 2 * padBefore - stride * (from - 1);
  if (kernel < 1) throw portRefusal('The program would need a kernel without elements for this network.');
  return { kernel, stride, dilation: 1, padBefore, inputSize: to, outputSize: from };
}

function refuseMisfit({ to }: PortWay, { height, width }: MapSize): void {
  if (height === to.height && width === to.width) return;
  throw portRefusal(
    `The program scales a map up to ${height} × ${width}, and the one below is ${to.height} × ${to.width}.`,
  );
}

/** Each element takes the one at floor(place · size from / size to), in float32 as torch reckons it. */
function planNearest({ from, to }: PortWay): Upscale {
  const rows = nearestTable(from.height, to.height);
  const columns = nearestTable(from.width, to.width);
  return {
    ...to,
    run(source, target) {
      for (let y = 0; y < to.height; y++)
        for (let x = 0; x < to.width; x++) target[y * to.width + x] = source[rows[y]! * from.width + columns[x]!]!;
    },
  };
}

function nearestTable(from: number, to: number): Int32Array {
  const scale = Math.fround(from / to);
  return Int32Array.from({ length: to }, (_, place) => Math.min(Math.floor(Math.fround(place * scale)), from - 1));
}
