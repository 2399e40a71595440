import type { RgbaImage } from '../../../shared/pixels.ts';

/** What each of the 256 levels becomes. */
type Tones = Uint8ClampedArray;

const tonesBy = (toneOf: (level: number) => number): Tones =>
  Uint8ClampedArray.from({ length: 256 }, (_, level) => toneOf(level));

export const brighterTones = (by: number): Tones => tonesBy((level) => level + by);

export const contrastTones = (factor: number): Tones => tonesBy((level) => 127.5 + (level - 127.5) * factor);

/** By the transfer function of sRGB (IEC 61966-2-1). */
export const exposureTones = (stops: number): Tones =>
  tonesBy((level) => 255 * encoded(Math.min(1, decoded(level / 255) * 2 ** stops)));

const decoded = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const encoded = (light: number): number => (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055);

/** Red, green and blue alike; the alpha stays. */
export function changeTones({ width, height, data }: RgbaImage, tones: Tones): RgbaImage {
  const changed = new Uint8ClampedArray(data);
  for (let at = 0; at < changed.length; at += 4) {
    changed[at] = tones[changed[at]!]!;
    changed[at + 1] = tones[changed[at + 1]!]!;
    changed[at + 2] = tones[changed[at + 2]!]!;
  }
  return { width, height, data: changed };
}
