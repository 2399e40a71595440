import type { RgbaImage } from '../../../shared/pixels.ts';

/** A picture at half the size of the one before it, of what is known of that. */
interface Level {
  readonly width: number;
  readonly height: number;
  /** `[row, column, RGB]`. */
  readonly colours: Float32Array;
  readonly known: Uint8Array;
}

/**
 * Fills what is erased smoothly from what surrounds it: halves the picture until all of it is known, then takes what is
 * missing of each size from the one below it (Gortler et al. 1996, pull and push). Grey where nothing stays.
 */
export function inpaint({ width, height, data }: RgbaImage, erased: Uint8Array): RgbaImage {
  const colours = new Float32Array(width * height * 3);
  for (let pixel = 0; pixel < erased.length; pixel++)
    for (let channel = 0; channel < 3; channel++) colours[pixel * 3 + channel] = data[pixel * 4 + channel]!;
  const whole: Level = { width, height, colours, known: erased.map((is) => 1 - is) };
  fill(whole);
  const filled = new Uint8ClampedArray(data);
  for (let pixel = 0; pixel < erased.length; pixel++)
    if (erased[pixel])
      for (let channel = 0; channel < 3; channel++) filled[pixel * 4 + channel] = colours[pixel * 3 + channel]!;
  return { width, height, data: filled };
}

/** Fills what is not known of `level`, in place. */
function fill(level: Level): void {
  const { width, height, colours, known } = level;
  if (known.every((is) => is === 1)) return;
  if (width === 1 && height === 1) return void colours.fill(127.5);
  const below = halved(level);
  fill(below);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      if (known[pixel]) continue;
      for (let channel = 0; channel < 3; channel++) colours[pixel * 3 + channel] = between(below, x, y, channel);
    }
}

/** The mean of what is known of two by two pixels each. */
function halved({ width, height, colours, known }: Level): Level {
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  const sums = new Float32Array(half.width * half.height * 3);
  const counts = new Uint8Array(half.width * half.height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = y * width + x;
      if (!known[from]) continue;
      const to = (y >> 1) * half.width + (x >> 1);
      counts[to] = counts[to]! + 1;
      for (let channel = 0; channel < 3; channel++)
        sums[to * 3 + channel] = sums[to * 3 + channel]! + colours[from * 3 + channel]!;
    }
  return {
    ...half,
    colours: sums.map((sum, at) => sum / Math.max(1, counts[Math.floor(at / 3)]!)),
    known: counts.map((count) => (count > 0 ? 1 : 0)),
  };
}

/** At the centre of a pixel of the picture twice as large, linearly. */
function between({ width, height, colours }: Level, x: number, y: number, channel: number): number {
  const atX = Math.max(0, Math.min(width - 1, (x + 0.5) / 2 - 0.5));
  const atY = Math.max(0, Math.min(height - 1, (y + 0.5) / 2 - 0.5));
  const [left, top] = [Math.floor(atX), Math.floor(atY)];
  const [right, bottom] = [Math.min(width - 1, left + 1), Math.min(height - 1, top + 1)];
  const at = (column: number, row: number): number => colours[(row * width + column) * 3 + channel]!;
  const upper = at(left, top) + (at(right, top) - at(left, top)) * (atX - left);
  const lower = at(left, bottom) + (at(right, bottom) - at(left, bottom)) * (atX - left);
  return upper + (lower - upper) * (atY - top);
}
