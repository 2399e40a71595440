import { roundHalfToEven, type PixelData } from './pixel-operation.ts';

const float32Epsilon = 2 ** -23;
const f = Math.fround;

/** Float HLS of OpenCV: H 0..360 degrees, L and S 0..1. Every rounding to float32 is OpenCV's own. */
export function floatToHls(r: number, g: number, b: number, target: PixelData, to: number): void {
  const [hue, lightness, saturation] = hls(r, g, b, 60, 360);
  target[to] = hue;
  target[to + 1] = lightness;
  target[to + 2] = saturation;
}

/** 8-bit HLS of OpenCV: H 0..180 (half degrees), L and S 0..255; worked out in float32. */
export function byteToHls(r: number, g: number, b: number, target: PixelData, to: number): void {
  const inverse = f(1 / 255);
  const [hue, lightness, saturation] = hls(f(r * inverse), f(g * inverse), f(b * inverse), 30, 180);
  target[to] = roundHalfToEven(hue);
  target[to + 1] = roundHalfToEven(f(lightness * 255));
  target[to + 2] = roundHalfToEven(f(saturation * 255));
}

function hls(r: number, g: number, b: number, sector: number, circle: number): [number, number, number] {
  const most = Math.max(r, g, b);
  const least = Math.min(r, g, b);
  const range = f(most - least);
  const sum = f(most + least);
  const lightness = f(sum * 0.5);
  if (range <= float32Epsilon) return [0, lightness, 0];
  const saturation = lightness < 0.5 ? f(range / sum) : f(range / f(2 - sum));
  const scale = f(sector / range);
  let hue: number;
  if (most === r) hue = f(f(g - b) * scale);
  else if (most === g) hue = f(f(b - r) * scale + 2 * sector);
  else hue = f(f(r - g) * scale + 4 * sector);
  return [hue < 0 ? f(hue + circle) : hue, lightness, saturation];
}
