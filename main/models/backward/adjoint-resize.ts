import { floatsAttribute, intAttribute, textAttribute } from '../onnx/onnx-attributes.ts';
import { emptyMatrix, multiplyAlong } from './along-axis.ts';
import { cannotGoBack } from './cannot-go-back.ts';
import type { BackwardStep, StepBack } from './walk-backwards.ts';

/** One axis of a Resize. */
interface ResizedAxis {
  readonly length: number;
  readonly outputLength: number;
  /** By which the runtime divides, in float32. */
  readonly scale: number;
}

/** Where, counted in elements of the input, an element of the output is taken from (onnx.ai/onnx/operators, Resize). */
type Place = (element: number, axis: ResizedAxis) => number;

const f = Math.fround;
const halfPixel: Place = (element, { scale }) => f(f(f(element + 0.5) / scale) - 0.5);
const places: Readonly<Record<string, Place>> = {
  half_pixel: halfPixel,
  pytorch_half_pixel: (element, axis) => (axis.outputLength > 1 ? halfPixel(element, axis) : 0),
  half_pixel_symmetric: (element, axis) => {
    const { length, outputLength, scale } = axis;
    const adjusted = outputLength / f(scale * length);
    return f(f((length / 2) * (1 - adjusted)) + halfPixel(element, axis));
  },
  asymmetric: (element, { scale }) => f(element / scale),
  align_corners: (element, { length, outputLength }) =>
    outputLength === 1 ? 0 : f(f(element * (length - 1)) / (outputLength - 1)),
  tf_half_pixel_for_nn: (element, { scale }) => f(f(element + 0.5) / scale),
};

const roundings: Readonly<Record<string, (place: number, scale: number) => number>> = {
  round_prefer_floor: (place) => Math.ceil(place - 0.5),
  round_prefer_ceil: (place) => Math.floor(place + 0.5),
  floor: (place) => Math.floor(place),
  ceil: (place) => Math.ceil(place),
  // Of Upsample, and of Resize in opset 10.
  simple: (place, scale) => (scale < 1 ? Math.ceil(place) : Math.floor(place)),
};

/** Since this opset Resize says how elements are found. */
const saysPlacesOpset = 11;

const resizing: StepBack = (step) => {
  const { node, write } = step;
  const [shape, output] = [step.inputShape(0), step.outputShape(0)];
  const scales = scalesOf(step);
  let back = step.arriving[0]!;
  for (const [axis, length] of shape.entries()) {
    const outputLength = output[axis] ?? null;
    if (length === null || outputLength === null) continue;
    const scale = f(scales?.[axis] ?? outputLength / length);
    if (length === outputLength && scale === 1) continue;
    const matrix = weightsBack(step, { length, outputLength, scale });
    back = multiplyAlong(write, back, shape.length, axis, matrix);
  }
  if (intAttribute(node.proto, 'antialias', 0) !== 0) throw cannotGoBack(node, 'smooths while it resizes', step.path);
  return [back];
};

/** Null where sizes are given instead. */
function scalesOf(step: BackwardStep): readonly number[] | null {
  const { proto } = step.node;
  const index = proto.input.length > 2 ? 2 : 1;
  const scales = floatsAttribute(proto, 'scales') ?? step.numbers(index);
  const isAxisMissing = intAttribute(proto, 'axes', -1) !== -1 || proto.attribute.some(({ name }) => name === 'axes');
  const keepsRatio = textAttribute(proto, 'keep_aspect_ratio_policy', 'stretch') !== 'stretch';
  const isUnknown = scales === undefined && proto.input[index] && !proto.input[3];
  if (isAxisMissing || keepsRatio || isUnknown)
    throw cannotGoBack(step.node, 'resizes by what is not known before running', step.path);
  return scales && scales.length > 0 ? scales : null;
}

/** `[element of the input][element of the output]`: what each gives to each. */
function weightsBack(step: BackwardStep, axis: ResizedAxis): Float64Array[] {
  const { proto } = step.node;
  const isOld = proto.opType === 'Upsample' || step.write.opset < saysPlacesOpset;
  const mode = textAttribute(proto, 'mode', 'nearest');
  const place = places[isOld ? 'asymmetric' : textAttribute(proto, 'coordinate_transformation_mode', 'half_pixel')];
  const rounding = roundings[isOld ? 'simple' : textAttribute(proto, 'nearest_mode', 'round_prefer_floor')];
  if (!place || !rounding || !['nearest', 'linear', 'bilinear'].includes(mode))
    throw cannotGoBack(step.node, `resizes by ${mode} in a way that is not known here`, step.path);
  const weights = emptyMatrix(step, axis.length, axis.outputLength);
  const clamp = (value: number): number => Math.min(Math.max(value, 0), axis.length - 1);
  for (let element = 0; element < axis.outputLength; element++) {
    const at = place(element, axis);
    if (mode === 'nearest') {
      weights[clamp(rounding(at, axis.scale))]![element]! += 1;
      continue;
    }
    const inside = clamp(at);
    const first = Math.floor(inside);
    const share = inside - first;
    weights[first]![element]! += 1 - share;
    weights[clamp(first + 1)]![element]! += share;
  }
  return weights;
}

export const resizeAdjoints: Readonly<Record<string, StepBack>> = { Resize: resizing, Upsample: resizing };
