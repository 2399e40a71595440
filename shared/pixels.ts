/** A decoded picture: 8-bit RGBA, rows top to bottom, alpha 255 unless the file had another. */
export interface RgbaImage {
  readonly width: number;
  readonly height: number;
  /** `[row, column, RGBA]`, length height * width * 4. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** Interleaved pixels between preprocessing steps: 8-bit until a step makes them float, as in the training script. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** `[row, column, channel]`. */
  readonly data: Uint8Array | Float32Array;
}

/** A rectangle in pixels of the camera frame; left and top inclusive. */
export interface FrameRect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A two-dimensional map of numbers, rows top to bottom. */
export interface Map2d {
  readonly height: number;
  readonly width: number;
  /** `[row, column]`, length height * width. */
  readonly values: Float32Array;
}
