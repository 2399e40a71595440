import { roundHalfToEven, type PixelData } from './pixel-operation.ts';

/** OpenCV divides by table: 255 / v and 30 / (v - min), in 1/4096. */
const saturationTable = Int32Array.from({ length: 256 }, (_, v) => (v === 0 ? 0 : roundHalfToEven((255 << 12) / v)));
const hueTable = Int32Array.from({ length: 256 }, (_, range) =>
  range === 0 ? 0 : roundHalfToEven((180 << 12) / (6 * range)),
);

/** 8-bit HSV of OpenCV: H 0..179 (half degrees), S and V 0..255. */
export function byteToHsv(r: number, g: number, b: number, target: PixelData, to: number): void {
  const v = Math.max(r, g, b);
  const range = v - Math.min(r, g, b);
  let sector: number;
  if (v === r) sector = g - b;
  else if (v === g) sector = b - r + 2 * range;
  else sector = r - g + 4 * range;
  const hue = (sector * hueTable[range]! + 2048) >> 12;
  target[to] = hue < 0 ? hue + 180 : hue;
  target[to + 1] = (range * saturationTable[v]! + 2048) >> 12;
  target[to + 2] = v;
}

const float32Epsilon = 2 ** -23;

/** Float HSV of OpenCV: H 0..360 degrees, S 0..1, V as the pixels are. */
export function floatToHsv(r: number, g: number, b: number, target: PixelData, to: number): void {
  const v = Math.max(r, g, b);
  const range = v - Math.min(r, g, b);
  const degrees = 60 / (range + float32Epsilon);
  let hue: number;
  if (v === r) hue = (g - b) * degrees;
  else if (v === g) hue = (b - r) * degrees + 120;
  else hue = (r - g) * degrees + 240;
  target[to] = hue < 0 ? hue + 360 : hue;
  target[to + 1] = range / (Math.abs(v) + float32Epsilon);
  target[to + 2] = v;
}
