import type { AttributeProto } from 'onnx-buf';
import { text } from './onnx-write.ts';

/** How elements of the result are found in the input, by ONNX's word (onnx.ai/onnx/operators, Resize). */
export type ResizeCoordinates = 'align_corners' | 'half_pixel' | 'asymmetric';

/** The settings of a Resize that does as TensorFlow. */
export function resizeSettings(mode: 'linear' | 'nearest', coordinates: ResizeCoordinates): readonly AttributeProto[] {
  const settings = [text('mode', mode), text('coordinate_transformation_mode', coordinates)];
  // TensorFlow takes the element before where it counts from corners, else the nearest and at the half the one after.
  const rounding = coordinates === 'asymmetric' ? 'floor' : 'round_prefer_ceil';
  return mode === 'nearest' ? [...settings, text('nearest_mode', rounding)] : settings;
}

/** TensorFlow's two flags in ONNX's word. */
export function resizeCoordinates(alignsCorners: boolean, hasHalfPixelCenters: boolean): ResizeCoordinates {
  if (alignsCorners) return 'align_corners';
  return hasHalfPixelCenters ? 'half_pixel' : 'asymmetric';
}

/** The factors that a Resize of a map, channels first, takes; they keep the batch open, where sizes would have to name it. */
export function resizeScales(from: readonly [number, number], to: readonly [number, number]): Float32Array {
  return Float32Array.of(1, 1, resizeScale(from[0], to[0]), resizeScale(from[1], to[1]));
}

/**
 * The float32 factor that makes `to` elements of `from`: the product is rounded down by the runtime, in float32 by some
 * and in float64 by others, so it must not fall short of `to` (11 * float32(9/11) does).
 */
function resizeScale(from: number, to: number): number {
  const nearest = Math.fround(to / from);
  return nearest * from < to ? Math.fround(nearest * (1 + 2 ** -23)) : nearest;
}
