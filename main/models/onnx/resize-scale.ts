/**
 * The float32 factor by which an ONNX Resize makes `to` elements of `from`: the product is rounded down there, in float32
 * by some and in float64 by others, so it must not fall short of `to` (11 * float32(9/11) does).
 */
export function resizeScale(from: number, to: number): number {
  const nearest = Math.fround(to / from);
  return nearest * from < to ? Math.fround(nearest * (1 + 2 ** -23)) : nearest;
}
