import { denseLayout, type PixelLayout, type PixelOperation } from './pixel-operation.ts';

/** cv2.resize with INTER_NEAREST: floor(i * input / output). */
export function cv2Nearest(input: PixelLayout, width: number, height: number): PixelOperation {
  const indices = (inputSize: number, outputSize: number): Int32Array => {
    const scale = 1 / (outputSize / inputSize);
    return Int32Array.from({ length: outputSize }, (_, index) => Math.floor(index * scale));
  };
  return pickPixels(input, indices(input.width, width), indices(input.height, height));
}

/** PIL.Image.resize with NEAREST: the pixel under the centre; Pillow adds the step up from pixel to pixel. */
export function pilNearest(input: PixelLayout, width: number, height: number): PixelOperation {
  const indices = (inputSize: number, outputSize: number): Int32Array => {
    const scale = inputSize / outputSize;
    let centre = scale * 0.5;
    return Int32Array.from({ length: outputSize }, () => {
      const index = Math.trunc(centre);
      centre += scale;
      return index;
    });
  };
  return pickPixels(input, indices(input.width, width), indices(input.height, height));
}

/** TensorFlow 2 `tf.image.resize(..., 'nearest')`: the pixel under the centre, in float32. */
export function tfNearest(input: PixelLayout, width: number, height: number): PixelOperation {
  const indices = (inputSize: number, outputSize: number): Int32Array => {
    const scale = Math.fround(inputSize / outputSize);
    return Int32Array.from({ length: outputSize }, (_, index) => Math.floor(Math.fround((index + 0.5) * scale)));
  };
  return pickPixels(input, indices(input.width, width), indices(input.height, height));
}

/** The input pixel at `rows[y]` and `columns[x]` for each output pixel; beyond the last the last. */
function pickPixels(input: PixelLayout, columns: Int32Array, rows: Int32Array): PixelOperation {
  const { channels, pixelStride, rowStride } = input;
  const [width, height] = [columns.length, rows.length];
  const columnStarts = columns.map((column) => Math.min(column, input.width - 1) * pixelStride);
  return {
    output: denseLayout({ ...input, width, height }),
    run(source, offset, target) {
      let to = 0;
      for (const row of rows) {
        const rowStart = offset + Math.min(row, input.height - 1) * rowStride;
        for (let x = 0; x < width; x++) {
          const from = rowStart + columnStarts[x]!;
          for (let channel = 0; channel < channels; channel++) target[to++] = source[from + channel]!;
        }
      }
    },
  };
}
