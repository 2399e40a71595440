export interface PicturePoint {
  readonly x: number;
  readonly y: number;
}

/** Where the pointer is, in the picture's pixels: the same place in each picture of the frame. Null beside them. */
export class Pointer {
  at = $state.raw<PicturePoint | null>(null);
}
