/** 8-bit until a step makes them float. */
export type PixelData = Uint8Array | Float32Array;

/** What an operation is given: size, and how the pixels lie. */
export interface PixelLayout {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly isFloat: boolean;
  /** Elements from a pixel to its right neighbour; more than `channels` in an RGBA picture read as RGB. */
  readonly pixelStride: number;
  /** Elements from a pixel to the one below; more than `width * pixelStride` in a cropped picture. */
  readonly rowStride: number;
}

/** One step with its tables made for one layout: reads from `source[offset]` on, fills `target` densely from 0. */
export interface PixelOperation {
  readonly output: PixelLayout;
  run(source: PixelData, offset: number, target: PixelData): void;
}

/** Pixels without gaps: `[row, column, channel]`. */
export function denseLayout(size: Pick<PixelLayout, 'width' | 'height' | 'channels' | 'isFloat'>): PixelLayout {
  const { width, height, channels, isFloat } = size;
  return { width, height, channels, isFloat, pixelStride: channels, rowStride: width * channels };
}

/** Rounds as the C function `rint` does, halves to the even neighbour, for 0 .. 2^51: at 2^52 a float64 has no bits left for a fraction. */
export function roundHalfToEven(value: number): number {
  return value + 2 ** 52 - 2 ** 52;
}
