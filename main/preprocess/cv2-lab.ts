import { roundHalfToEven, type PixelData } from './pixel-operation.ts';

/*
 * L*a*b* of OpenCV (sRGB, white point D65). 8-bit colours go through tables: linear light with 3 bits behind the point, its
 * cube root with 15.
 */

const gammaBits = 3;
const coefficientBits = 12;
const rootBits = 12 + gammaBits;

/** sRGB's transfer function, 0..1. */
const toLinearLight = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** The cube root, and the line that CIE puts in its place for the dark; in float32 as in OpenCV's tables. */
const root = (light: number): number => {
  const f = Math.fround;
  return light > f(216 / 24389) ? f(Math.cbrt(light)) : f(f(f(light) * f(841 / 108)) + f(16 / 116));
};

const linearLight = Int32Array.from({ length: 256 }, (_, value) =>
  roundHalfToEven((255 << gammaBits) * toLinearLight(value / 255)),
);
const roots = Int32Array.from({ length: (256 * 3 * (1 << gammaBits)) / 2 }, (_, light) =>
  roundHalfToEven((1 << rootBits) * root(light / (255 << gammaBits))),
);

/** Rows X, Y, Z of sRGB to XYZ, each by the white point. */
const matrix = [
  [0.412453 / 0.950456, 0.35758 / 0.950456, 0.180423 / 0.950456],
  [0.212671, 0.71516, 0.072169],
  [0.019334 / 1.088754, 0.119193 / 1.088754, 0.950227 / 1.088754],
] as const;
const [xr, xg, xb, yr, yg, yb, zr, zg, zb] = matrix
  .flat()
  .map((share) => roundHalfToEven(share * (1 << coefficientBits))) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

const descale = (value: number, bits: number): number => (value + (1 << (bits - 1))) >> bits;
const toByte = (value: number): number => Math.min(Math.max(value, 0), 255);
const lightnessScale = Math.trunc((116 * 255 + 50) / 100);
const lightnessShift = -Math.trunc((16 * 255 * (1 << rootBits) + 50) / 100);
const middle = 128 * (1 << rootBits);

/** 8-bit L*a*b* of OpenCV: L 0..255 for 0..100, a and b about 128. */
export function byteToLab(r: number, g: number, b: number, target: PixelData, to: number): void {
  const [red, green, blue] = [linearLight[r]!, linearLight[g]!, linearLight[b]!];
  const fx = roots[descale(red * xr + green * xg + blue * xb, coefficientBits)]!;
  const fy = roots[descale(red * yr + green * yg + blue * yb, coefficientBits)]!;
  const fz = roots[descale(red * zr + green * zg + blue * zb, coefficientBits)]!;
  target[to] = toByte(descale(lightnessScale * fy + lightnessShift, rootBits));
  target[to + 1] = toByte(descale(500 * (fx - fy) + middle, rootBits));
  target[to + 2] = toByte(descale(200 * (fy - fz) + middle, rootBits));
}

/** Float L*a*b* by its definition: L 0..100, a and b about 0. OpenCV's own comes from a coarser table, within 1. */
export function floatToLab(r: number, g: number, b: number, target: PixelData, to: number): void {
  const light = [r, g, b].map((value) => toLinearLight(Math.min(Math.max(value, 0), 1)));
  const [fx, fy, fz] = matrix.map((row) =>
    root(row.reduce((sum, share, channel) => sum + share * light[channel]!, 0)),
  ) as [number, number, number];
  target[to] = 116 * fy - 16;
  target[to + 1] = 500 * (fx - fy);
  target[to + 2] = 200 * (fy - fz);
}
