import { denseLayout, type PixelLayout, type PixelOperation } from './pixel-operation.ts';

/** The two input elements on either side of each output element. */
interface Neighbours {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  /** float32: share of the upper one. */
  readonly share: Float32Array;
}

function neighbours(inputSize: number, outputSize: number, halfPixelCentres: boolean): Neighbours {
  const scale = Math.fround(inputSize / outputSize);
  const lower = new Int32Array(outputSize);
  const upper = new Int32Array(outputSize);
  const share = new Float32Array(outputSize);
  for (let index = 0; index < outputSize; index++) {
    const position = halfPixelCentres
      ? Math.fround(Math.fround((index + 0.5) * scale) - 0.5)
      : Math.fround(index * scale);
    const below = Math.floor(position);
    lower[index] = Math.max(below, 0);
    upper[index] = Math.min(Math.ceil(position), inputSize - 1);
    share[index] = position - below;
  }
  return { lower, upper, share };
}

/** TensorFlow 2 `tf.image.resize(..., 'bilinear')`: half-pixel centres, no antialiasing, float result. */
export function tfBilinear(input: PixelLayout, width: number, height: number): PixelOperation {
  return interpolate(input, width, height, true);
}

/** TensorFlow 1 `resize_images` (Keras 1 and 2 Lambdas): corner-aligned grid without half-pixel centres, float result. */
export function tfBilinearLegacy(input: PixelLayout, width: number, height: number): PixelOperation {
  return interpolate(input, width, height, false);
}

function interpolate(input: PixelLayout, width: number, height: number, halfPixelCentres: boolean): PixelOperation {
  const { channels, pixelStride, rowStride } = input;
  const columns = neighbours(input.width, width, halfPixelCentres);
  const rows = neighbours(input.height, height, halfPixelCentres);
  return {
    output: denseLayout({ width, height, channels, isFloat: true }),
    run(source, offset, target) {
      let to = 0;
      for (let y = 0; y < height; y++) {
        const top = offset + rows.lower[y]! * rowStride;
        const bottom = offset + rows.upper[y]! * rowStride;
        const downShare = rows.share[y]!;
        for (let x = 0; x < width; x++) {
          const left = columns.lower[x]! * pixelStride;
          const right = columns.upper[x]! * pixelStride;
          const rightShare = columns.share[x]!;
          for (let channel = 0; channel < channels; channel++) {
            const topLeft = source[top + left + channel]!;
            const bottomLeft = source[bottom + left + channel]!;
            const above = topLeft + (source[top + right + channel]! - topLeft) * rightShare;
            const below = bottomLeft + (source[bottom + right + channel]! - bottomLeft) * rightShare;
            target[to++] = above + (below - above) * downShare;
          }
        }
      }
    },
  };
}
