/** Makes a map of the size before a step from one of the size after it; fills all of `target`. */
export interface Upscale {
  /** Size of `target`. */
  readonly height: number;
  readonly width: number;
  run(source: Float64Array, target: Float64Array): void;
}
