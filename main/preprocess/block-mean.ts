import { denseLayout, roundHalfToEven, type PixelLayout, type PixelOperation } from './pixel-operation.ts';

/** The mean of blocks of whole pixels, rounded half up for 2 × 2 and half to even otherwise, as in OpenCV. */
export function blockMean(input: PixelLayout, width: number, height: number): PixelOperation {
  const { channels, pixelStride, rowStride, isFloat } = input;
  const blockWidth = input.width / width;
  const blockHeight = input.height / height;
  const area = blockWidth * blockHeight;
  const inverseArea = Math.fround(1 / area);
  const isTwoByTwo = blockWidth === 2 && blockHeight === 2;
  const mean = (sum: number) => {
    if (isFloat) return sum * inverseArea;
    return isTwoByTwo ? (sum + 2) >> 2 : roundHalfToEven(Math.fround(sum * inverseArea));
  };
  return {
    output: denseLayout({ ...input, width, height }),
    run(source, offset, target) {
      let to = 0;
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++)
          for (let channel = 0; channel < channels; channel++) {
            const corner = offset + y * blockHeight * rowStride + x * blockWidth * pixelStride + channel;
            let sum = 0;
            for (let dy = 0; dy < blockHeight; dy++)
              for (let dx = 0; dx < blockWidth; dx++) sum += source[corner + dy * rowStride + dx * pixelStride]!;
            target[to++] = mean(sum);
          }
    },
  };
}
