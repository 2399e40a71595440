import type { GeometryStep, Stage, WindowAxis, WindowStep } from '../../../shared/geometry.ts';

/** A stage of VisualBackProp in words. */
export interface StageRow {
  readonly layer: string;
  /** Height × width × channels. */
  readonly size: string;
  readonly activation: string;
  /** What lies between the stage below and this one, in forward order. */
  readonly steps: readonly string[];
}

export function stageRow({ layer, height, width, channels, activation, steps }: Stage): StageRow {
  return { layer, size: `${height}×${width}×${channels}`, activation, steps: steps.map(stepWords) };
}

const kinds = {
  convolution: 'convolution',
  pooling: 'pooling',
  'transposed-convolution': 'transposed convolution',
} as const;

/** `convolution 5×5, stride 2, no padding`. */
export function stepWords(step: GeometryStep): string {
  switch (step.kind) {
    case 'crop':
    case 'pad':
      return `${step.kind} ${sides(step)}`;
    case 'resize':
      return `resize to ${step.outputHeight}×${step.outputWidth}`;
    default: {
      const { vertical, horizontal } = step;
      const dilation = both(vertical, horizontal, ({ dilation }) => dilation);
      return [
        `${kinds[step.kind]} ${vertical.kernel}×${horizontal.kernel}`,
        `stride ${both(vertical, horizontal, ({ stride }) => stride)}`,
        paddingWords(...slid(step)),
        ...(dilation === '1' ? [] : [`dilation ${dilation}`]),
      ].join(', ');
    }
  }
}

function both(vertical: WindowAxis, horizontal: WindowAxis, of: (axis: WindowAxis) => number): string {
  const [down, across] = [of(vertical), of(horizontal)];
  return down === across ? `${down}` : `${down}×${across}`;
}

/** The axes of the window as it slides over the larger map, which of a transposed convolution is its output. */
function slid({ kind, vertical, horizontal }: WindowStep): [WindowAxis, WindowAxis] {
  if (kind !== 'transposed-convolution') return [vertical, horizontal];
  const turned = (axis: WindowAxis): WindowAxis => ({
    ...axis,
    inputSize: axis.outputSize,
    outputSize: axis.inputSize,
  });
  return [turned(vertical), turned(horizontal)];
}

/** `no padding`, `padding 2` on every side, or each side's. */
function paddingWords(vertical: WindowAxis, horizontal: WindowAxis): string {
  const [top, bottom] = padding(vertical);
  const [left, right] = padding(horizontal);
  if (top === bottom && top === left && top === right) return top === 0 ? 'no padding' : `padding ${top}`;
  return `padding ${sides({ top, bottom, left, right })}`;
}

/** Before and after; what is after follows from the sizes. */
function padding({ kernel, stride, dilation, padBefore, inputSize, outputSize }: WindowAxis): [number, number] {
  const covered = (outputSize - 1) * stride + dilation * (kernel - 1) + 1;
  return [padBefore, Math.max(0, covered - inputSize - padBefore)];
}

function sides(step: Readonly<Record<'top' | 'bottom' | 'left' | 'right', number>>): string {
  const named = (['top', 'bottom', 'left', 'right'] as const).filter((side) => step[side] > 0);
  return named.map((side) => `${side} ${step[side]}`).join(', ') || 'nothing';
}
