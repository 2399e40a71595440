import type { FrameLocation } from '../../shared/drive.ts';

/** A picture of a drive as a page can show it. */
export interface EncodedFrame {
  /** The caller's own: nobody else holds the buffer. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** By the first bytes, as `image/jpeg`; `application/octet-stream` for what is no image. */
  readonly mediaType: string;
  /** Where it lies, for messages. */
  readonly place: string;
}

/** A picture to look at until the one asked for is there: perhaps smaller, perhaps of a frame nearby. */
export interface Draft extends EncodedFrame {
  /** Of the picture that it is. */
  readonly location: FrameLocation;
}
