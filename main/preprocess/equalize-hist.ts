import { denseLayout, roundHalfToEven, type PixelLayout, type PixelOperation } from './pixel-operation.ts';

/** cv2.equalizeHist of one channel of 8-bit pixels; the other channels are copied. */
export function equalizeHist(input: PixelLayout, channel: number): PixelOperation {
  const { width, height, channels, pixelStride, rowStride } = input;
  const counts = new Int32Array(256);
  return {
    output: denseLayout(input),
    run(source, offset, target) {
      counts.fill(0);
      let to = 0;
      for (let y = 0; y < height; y++) {
        let from = offset + y * rowStride;
        for (let x = 0; x < width; x++, from += pixelStride) {
          counts[source[from + channel]!]!++;
          for (let copied = 0; copied < channels; copied++) target[to++] = source[from + copied]!;
        }
      }
      const table = equalizingTable(counts, width * height);
      for (let i = channel; i < to; i += channels) target[i] = table[target[i]!]!;
    },
  };
}

/** The darkest level that occurs becomes 0, the brightest 255; in between by how many pixels are darker, in float32. */
function equalizingTable(counts: Int32Array, total: number): Uint8Array {
  const table = new Uint8Array(256);
  const darkest = counts.findIndex((count) => count > 0);
  const above = total - counts[darkest]!;
  if (above === 0) return table.fill(darkest);
  const scale = Math.fround(255 / above);
  let sum = 0;
  for (let level = darkest + 1; level < 256; level++) {
    sum += counts[level]!;
    table[level] = roundHalfToEven(Math.fround(sum * scale));
  }
  return table;
}
