import type { GeometryStep, Stage, WindowAxis } from './geometry.ts';
import type { ImageInput } from './model.ts';
import type { FrameRect } from './pixels.ts';

/** What of the network's input one element of a stage's map is computed from. */
export interface ReceptiveField {
  /** In pixels of the input, as far as they lie in it and in what the network crops from it. */
  readonly rect: FrameRect;
  /** Height and width in pixels of the input of what an element sees that lies far from every edge. */
  readonly size: readonly [height: number, width: number];
  /** Pixels of the input between two neighbouring elements, `[vertical, horizontal]`. */
  readonly jump: readonly [vertical: number, horizontal: number];
  /** False where the network resizes its maps: then it may see a pixel less at each side. */
  readonly isExact: boolean;
}

/** First and last element, both included. */
type Stretch = readonly [first: number, last: number];
type Side = 'vertical' | 'horizontal';

/**
 * The receptive field of the element in `row` and `column` of the map of `stages[stageIndex]`. Null where it is not known
 * (a branch cannot be followed), and for an element that sees padding alone.
 */
export function receptiveField(
  input: Pick<ImageInput, 'height' | 'width'>,
  stages: readonly Stage[],
  stageIndex: number,
  row: number,
  column: number,
): ReceptiveField | null {
  const steps = stepsFromInput(stages, stageIndex);
  if (steps === null) return null;
  const rows = seenOf(steps, 'vertical', row, input.height);
  const columns = seenOf(steps, 'horizontal', column, input.width);
  if (!rows || !columns) return null;
  return {
    rect: {
      left: columns[0],
      top: rows[0],
      width: columns[1] - columns[0] + 1,
      height: rows[1] - rows[0] + 1,
    },
    size: [reachOf(steps, 'vertical').size, reachOf(steps, 'horizontal').size],
    jump: [reachOf(steps, 'vertical').jump, reachOf(steps, 'horizontal').jump],
    isExact: steps.every(({ kind }) => kind !== 'resize' && kind !== 'transposed-convolution'),
  };
}

/** From the input up to the map of a stage; null where a branch below it cannot be followed. */
function stepsFromInput(stages: readonly Stage[], stageIndex: number): readonly GeometryStep[] | null {
  const steps: GeometryStep[] = [];
  for (const stage of stages.slice(0, stageIndex + 1)) {
    const seen = stage.sees === undefined ? stage.steps : stage.sees;
    if (seen === null) return null;
    steps.push(...seen);
  }
  return steps;
}

/** What of the input is seen along one axis; at every map on the way what lies outside of it is padding, and not seen. */
function seenOf(steps: readonly GeometryStep[], side: Side, element: number, inputSize: number): Stretch | null {
  let seen: Stretch = [element, element];
  for (const step of steps.toReversed()) {
    const inside = within(seen, outputSizeOf(step, side));
    if (!inside) return null;
    seen = below(step, side, inside);
  }
  return within(seen, inputSize);
}

function within([first, last]: Stretch, size: number): Stretch | null {
  const inside: Stretch = [Math.max(0, first), Math.min(size - 1, last)];
  return inside[0] <= inside[1] ? inside : null;
}

function outputSizeOf(step: GeometryStep, side: Side): number {
  const isVertical = side === 'vertical';
  switch (step.kind) {
    case 'crop':
    case 'pad': {
      const sign = step.kind === 'pad' ? 1 : -1;
      return isVertical
        ? step.inputHeight + sign * (step.top + step.bottom)
        : step.inputWidth + sign * (step.left + step.right);
    }
    case 'resize':
      return isVertical ? step.outputHeight : step.outputWidth;
    default:
      return step[side].outputSize;
  }
}

/** What of a step's input a stretch of its output is computed from. */
function below(step: GeometryStep, side: Side, [first, last]: Stretch): Stretch {
  const isVertical = side === 'vertical';
  switch (step.kind) {
    case 'crop':
    case 'pad': {
      const start = (isVertical ? step.top : step.left) * (step.kind === 'crop' ? 1 : -1);
      return [first + start, last + start];
    }
    case 'resize': {
      const ratio = isVertical ? step.inputHeight / step.outputHeight : step.inputWidth / step.outputWidth;
      // Whether pixels are sampled at their corners or at their middles is not known here: both are covered.
      return [
        Math.floor(Math.min(first * ratio, (first + 0.5) * ratio - 0.5)),
        Math.ceil(Math.max(last * ratio, (last + 0.5) * ratio - 0.5)),
      ];
    }
    case 'transposed-convolution': {
      const { kernel, stride, dilation, padBefore } = step[side];
      return [
        Math.ceil((first + padBefore - dilation * (kernel - 1)) / stride),
        Math.floor((last + padBefore) / stride),
      ];
    }
    default:
      return belowWindow(step[side], first, last);
  }
}

function belowWindow({ kernel, stride, dilation, padBefore }: WindowAxis, first: number, last: number): Stretch {
  return [first * stride - padBefore, last * stride - padBefore + dilation * (kernel - 1)];
}

/** How much an element sees along one axis when no edge is near, and how far apart neighbours look. */
function reachOf(steps: readonly GeometryStep[], side: Side): { readonly size: number; readonly jump: number } {
  let [size, jump] = [1, 1];
  for (const step of steps.toReversed()) {
    switch (step.kind) {
      case 'crop':
      case 'pad':
        break;
      case 'resize': {
        const isVertical = side === 'vertical';
        const ratio = isVertical ? step.inputHeight / step.outputHeight : step.inputWidth / step.outputWidth;
        size = Math.ceil((size - 1) * ratio) + (ratio === 1 ? 1 : 2);
        jump *= ratio;
        break;
      }
      case 'transposed-convolution': {
        const { kernel, stride, dilation } = step[side];
        size = Math.floor((size - 1 + dilation * (kernel - 1)) / stride) + 1;
        jump /= stride;
        break;
      }
      default: {
        const { kernel, stride, dilation } = step[side];
        size = (size - 1) * stride + dilation * (kernel - 1) + 1;
        jump *= stride;
      }
    }
  }
  return { size, jump };
}

/** A rectangle of the network's input in pixels of the camera's picture, of which the input is `networkView`. */
export function inFrame(
  rect: FrameRect,
  input: Pick<ImageInput, 'height' | 'width'>,
  networkView: FrameRect,
): FrameRect {
  const across = (pixels: number): number => (pixels * networkView.width) / input.width;
  const down = (pixels: number): number => (pixels * networkView.height) / input.height;
  return {
    left: networkView.left + across(rect.left),
    top: networkView.top + down(rect.top),
    width: across(rect.width),
    height: down(rect.height),
  };
}
