import type { GeometryStep, Stage, WindowAxis } from '../../../shared/geometry.ts';

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
        paddingWords(vertical, horizontal),
        ...(dilation === '1' ? [] : [`dilation ${dilation}`]),
      ].join(', ');
    }
  }
}

function both(vertical: WindowAxis, horizontal: WindowAxis, of: (axis: WindowAxis) => number): string {
  const [down, across] = [of(vertical), of(horizontal)];
  return down === across ? `${down}` : `${down}×${across}`;
}

function paddingWords(vertical: WindowAxis, horizontal: WindowAxis): string {
  const padding = both(vertical, horizontal, ({ padBefore }) => padBefore);
  return padding === '0' ? 'no padding before' : `padding ${padding} before`;
}

function sides(step: Readonly<Record<'top' | 'bottom' | 'left' | 'right', number>>): string {
  const named = (['top', 'bottom', 'left', 'right'] as const).filter((side) => step[side] > 0);
  return named.map((side) => `${side} ${step[side]}`).join(', ') || 'nothing';
}
