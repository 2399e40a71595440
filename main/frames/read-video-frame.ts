import type { Frame } from 'node-av/lib';
import type { VideoFrameLocation } from '../../shared/drive.ts';
import type { RgbaImage } from '../../shared/pixels.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { EncodedFrame } from './encoded-frame.ts';
import { cacheKey, pictureCache, useVideo, type OpenVideo } from './open-videos.ts';

/**
 * The pixels of a video's frame, as cv2.VideoCapture gives them.
 * @throws SteerscopeError `not-readable`, `no-such-frame`, `image-not-decodable`, `cancelled`.
 */
export function readVideoFrame(location: VideoFrameLocation, signal?: AbortSignal): Promise<RgbaImage> {
  return useVideo(location.path, signal, (video) =>
    withPicture(video, location, signal, (picture) => video.pixels.toRgba(picture)),
  );
}

/** A JPEG of a video's frame for the page. @throws SteerscopeError as `readVideoFrame`. */
export function encodeVideoFrame(location: VideoFrameLocation, signal?: AbortSignal): Promise<EncodedFrame> {
  return useVideo(location.path, signal, async (video) => ({
    bytes: await withPicture(video, location, signal, (picture) => video.jpeg.encode(picture)),
    mediaType: 'image/jpeg',
    place: `${location.path} frame ${location.frame}`,
  }));
}

async function withPicture<Result>(
  video: OpenVideo,
  { path, frame }: VideoFrameLocation,
  signal: AbortSignal | undefined,
  use: (picture: Frame) => Result,
): Promise<Result> {
  const { reader } = video;
  if (!Number.isInteger(frame) || frame < 0 || frame >= reader.table.frameCount)
    throw new SteerscopeError(
      'no-such-frame',
      `This video has no frame ${frame}: ${path}`,
      `Ask for a frame from 0 to ${reader.table.frameCount - 1}.`,
    );
  // Playing on, nobody comes back to what was just shown; stepping back or about, all on the way is wanted soon.
  const playsOn = frame === video.lastAsked + 1;
  video.lastAsked = frame;
  const known = pictureCache.get(cacheKey(path, frame));
  if (known) return use(known);
  let found: { readonly result: Result } | null = null;
  const take = (number: number, picture: Frame): void => {
    // The page and the network ask for the same frame one after the other.
    if (!playsOn || number === frame) pictureCache.keep(cacheKey(path, number), picture);
    if (number === frame) found = { result: use(picture) };
  };
  await reader.decodeTo(frame, take, signal);
  if (found) return (found as { readonly result: Result }).result;
  throw new SteerscopeError(
    'image-not-decodable',
    `Frame ${frame} of this video cannot be decoded: ${path}`,
    'Skip this frame, or restore the video from a copy.',
  );
}
