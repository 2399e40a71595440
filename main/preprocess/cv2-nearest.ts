import { denseLayout, type PixelLayout, type PixelOperation } from './pixel-operation.ts';

/** Input index of each output index: floor(i * input / output), by OpenCV's INTER_NEAREST. */
function nearestIndices(inputSize: number, outputSize: number): Int32Array {
  const scale = 1 / (outputSize / inputSize);
  return Int32Array.from({ length: outputSize }, (_, index) => Math.min(Math.floor(index * scale), inputSize - 1));
}

/** cv2.resize with INTER_NEAREST. */
export function cv2Nearest(input: PixelLayout, width: number, height: number): PixelOperation {
  const { channels, pixelStride, rowStride } = input;
  const columns = nearestIndices(input.width, width);
  const rows = nearestIndices(input.height, height);
  return {
    output: denseLayout({ ...input, width, height }),
    run(source, offset, target) {
      let to = 0;
      for (const row of rows) {
        const rowStart = offset + row * rowStride;
        for (let x = 0; x < width; x++) {
          const from = rowStart + (columns[x] ?? 0) * pixelStride;
          for (let channel = 0; channel < channels; channel++) target[to++] = source[from + channel] ?? 0;
        }
      }
    },
  };
}
