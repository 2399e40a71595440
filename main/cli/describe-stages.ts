import type { GeometryStep, Stage, WindowAxis } from '../../shared/geometry.ts';
import { textTable } from './text-table.ts';

/** The stages of VisualBackProp for a person, shallowest first: what is averaged, and how it came from the map below. */
export function describeStages(stages: readonly Stage[]): string {
  const header = ['stage', 'averaged map', 'behind', 'activation', 'from the map below by'];
  const rows = stages.map(({ layer, tap, activation, height, width, channels, steps }) => [
    layer,
    `${height} × ${width}, mean of ${channels}`,
    tap,
    activation,
    steps.map(describeStep).join(', ') || 'nothing',
  ]);
  return textTable([header, ...rows]);
}

function describeStep(step: GeometryStep): string {
  switch (step.kind) {
    case 'crop':
      return `crop to ${step.inputHeight - step.top - step.bottom} × ${step.inputWidth - step.left - step.right}`;
    case 'pad':
      return `padding to ${step.inputHeight + step.top + step.bottom} × ${step.inputWidth + step.left + step.right}`;
    case 'resize':
      return `resize to ${step.outputHeight} × ${step.outputWidth}`;
    default:
      return `${step.kind} ${both(step.vertical, step.horizontal, window)}`;
  }
}

/** `5 × 5 /2` for both axes alike, `5 /2 × 3` where they differ. */
function both(vertical: WindowAxis, horizontal: WindowAxis, show: (axis: WindowAxis) => string): string {
  const [down, across] = [show(vertical), show(horizontal)];
  return down === across ? `${vertical.kernel} × ${down}` : `${down} × ${across}`;
}

const window = ({ kernel, stride, dilation }: WindowAxis): string =>
  `${kernel}${stride === 1 ? '' : ` /${stride}`}${dilation === 1 ? '' : ` dilated by ${dilation}`}`;
