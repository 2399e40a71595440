import type { FrameLocation } from '../../shared/drive.ts';
import type { RgbaImage } from '../../shared/pixels.ts';
import { decodeImage } from './decode-image.ts';
import { encodeJpeg } from './encode-jpeg.ts';
import type { EncodedFrame } from './encoded-frame.ts';
import { closeHdf5, readHdf5Frame } from './read-hdf5-frame.ts';
import { readImageFile } from './read-image-file.ts';
import { closeVideos } from './open-videos.ts';
import { encodeVideoFrame, readVideoFrame } from './read-video-frame.ts';
import { encodedMessagePicture, readMessagePicture } from './read-message-picture.ts';

export interface ReadFrameOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * The pixels of a frame, as training code saw them: what a network is given.
 * @throws SteerscopeError `not-readable`, `image-not-decodable`, `cancelled`.
 */
export async function readPicture(location: FrameLocation, options: ReadFrameOptions = {}): Promise<RgbaImage> {
  switch (location.kind) {
    case 'image-file':
      return decodeImage(await readImageFile(location.path));
    case 'message-picture':
      return readMessagePicture(location);
    case 'hdf5-frame':
      return readHdf5Frame(location);
    case 'video-frame':
      return readVideoFrame(location, options.signal);
  }
}

/**
 * A frame for the page to show: an image file byte for byte as recorded; of what is no file of its own a fresh copy in
 * JPEG, good to the eye, which no network sees.
 * @throws SteerscopeError as `readPicture`.
 */
export async function readEncodedFrame(location: FrameLocation, options: ReadFrameOptions = {}): Promise<EncodedFrame> {
  switch (location.kind) {
    case 'image-file':
      return readImageFile(location.path);
    case 'message-picture':
      return encodedMessagePicture(location);
    case 'hdf5-frame':
      return encodeJpeg(await readHdf5Frame(location), `${location.path} frame ${location.frame}`);
    case 'video-frame':
      return encodeVideoFrame(location, options.signal);
  }
}

/** Closes what this thread holds open to read pictures; what is asked for afterwards opens it again. */
export async function closePictures(): Promise<void> {
  closeHdf5();
  await closeVideos();
}
