import type { GeometryStep, PoolingReading, Stage, WindowAxis, WindowStep } from '../../shared/geometry.ts';

/** Stages live as long as their network, and visualBackProp keeps its tables by them. */
const composed = new WeakMap<readonly Stage[], readonly Stage[]>();

/** The stages as a reading of pooling has them: the same array for the same stages. */
export function readPooling(stages: readonly Stage[], reading: PoolingReading): readonly Stage[] {
  if (reading === 'separate') return stages;
  const known = composed.get(stages);
  if (known) return known;
  const made = composePooling(stages);
  composed.set(stages, made);
  return made;
}

/**
 * Each pooling composed with the window next to it within its stage: with the one before (a convolution whose
 * activation comes after the pooling), or else the one after. The paper's author names this as one way to read
 * pooling. For a first window k1, s1, p1 and a second k2, s2, p2 the one that replaces both has, along each axis,
 *
 *     k = k1 + (k2 - 1) · s1,   s = s1 · s2,   p = p1 + p2 · s1.
 *
 * Padding between the two counts to the second. What a dilated convolution reaches of the pooling's input has gaps of
 * another kind than a window's, so such a pair stays two.
 */
export function composePooling(stages: readonly Stage[]): Stage[] {
  return stages.map((stage) => {
    const steps: GeometryStep[] = [];
    for (const step of stage.steps) {
      const composition = compose(steps, step);
      if (composition) steps.splice(-composition.replaced, composition.replaced, composition.step);
      else steps.push(step);
    }
    return { ...stage, steps };
  });
}

/** `step` composed with the last of `before`, and how many of those that replaces; null when it stays on its own. */
function compose(before: readonly GeometryStep[], step: GeometryStep): { step: WindowStep; replaced: number } | null {
  const last = before.at(-1);
  const pad = last?.kind === 'pad' ? last : null;
  const first = pad ? before.at(-2) : last;
  if (!first || !isPlainWindow(first) || !isPlainWindow(step)) return null;
  if (first.kind !== 'pooling' && step.kind !== 'pooling') return null;
  const convolution = step.kind === 'pooling' ? first : step;
  return {
    step: {
      kind: convolution.kind,
      layer: convolution.layer,
      vertical: composeAxes(first.vertical, step.vertical, pad?.top ?? 0),
      horizontal: composeAxes(first.horizontal, step.horizontal, pad?.left ?? 0),
    },
    replaced: pad ? 2 : 1,
  };
}

function isPlainWindow(step: GeometryStep): step is WindowStep {
  const isWindow = step.kind === 'convolution' || step.kind === 'pooling';
  return isWindow && step.vertical.dilation === 1 && step.horizontal.dilation === 1;
}

function composeAxes(first: WindowAxis, second: WindowAxis, paddedBetween: number): WindowAxis {
  return {
    kernel: first.kernel + (second.kernel - 1) * first.stride,
    stride: first.stride * second.stride,
    dilation: 1,
    padBefore: first.padBefore + (second.padBefore + paddedBetween) * first.stride,
    inputSize: first.inputSize,
    outputSize: second.outputSize,
  };
}
