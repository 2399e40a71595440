import type { RgbaImage } from '../../shared/pixels.ts';
import type { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { FrameNumbers } from './other-inputs.ts';

/** A picture to analyse, or why there is none. */
export type FramePicture = {
  readonly frame: number;
  readonly decodeMs: number;
  /** What the network's other inputs are given. */
  readonly numbers: FrameNumbers;
} & ({ readonly image: RgbaImage; readonly error: null } | { readonly image: null; readonly error: SteerscopeError });
