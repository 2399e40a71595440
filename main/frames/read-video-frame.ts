import type { Frame } from 'node-av/lib';
import type { VideoFrameLocation } from '../../shared/drive.ts';
import type { RgbaImage } from '../../shared/pixels.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { decodeBackwards, framesBehind } from './decode-backwards.ts';
import type { Draft, EncodedFrame } from './encoded-frame.ts';
import { nearFrame } from './near-frame.ts';
import { draftVideos, exactVideos, pictureCache, type OpenVideo } from './open-videos.ts';

/** A longer step is a jump. */
const maxStep = 8;

/**
 * The pixels of a video's frame, as cv2.VideoCapture gives them.
 * @throws SteerscopeError `not-readable`, `no-such-frame`, `image-not-decodable`, `cancelled`.
 */
export function readVideoFrame(location: VideoFrameLocation, signal?: AbortSignal): Promise<RgbaImage> {
  return withPicture(location, signal, (picture, video) => video.pixels.toRgba(picture));
}

/** A JPEG of a video's frame for the page. @throws SteerscopeError as `readVideoFrame`. */
export async function encodeVideoFrame(location: VideoFrameLocation, signal?: AbortSignal): Promise<EncodedFrame> {
  return encoded(location, await withPicture(location, signal, (picture, video) => video.jpeg.encode(picture)));
}

/**
 * A smaller JPEG of the nearest frame that needs no other to be decoded first: within milliseconds, whatever else this
 * video's decoder is at.
 * @returns null where there is none.
 * @throws SteerscopeError `not-readable`, `no-such-frame`, `cancelled`.
 */
export function draftVideoFrame({ path, frame }: VideoFrameLocation, signal?: AbortSignal): Promise<Draft | null> {
  return draftVideos.use(path, signal, async ({ table, keyFrames, jpeg, made }) => {
    refuseOutside(path, frame, table.frameCount);
    const near = nearFrame(table, frame, pictureCache.framesOf(path));
    if (!near) return null;
    const location: VideoFrameLocation = { kind: 'video-frame', path, frame: near.frame };
    const known = made.get(near.frame);
    if (known) return { ...encoded(location, known), location };
    const picture = near.key === null ? pictureCache.get(path, near.frame) : await keyFrames.read(near.key);
    if (!picture) return null;
    const bytes = jpeg.encode(picture);
    made.keep(near.frame, bytes);
    return { ...encoded(location, bytes), location };
  });
}

async function withPicture<Result>(
  { path, frame }: VideoFrameLocation,
  signal: AbortSignal | undefined,
  use: (picture: Frame, video: OpenVideo) => Result,
): Promise<Result> {
  const open = exactVideos.peek(path);
  // What is decoded waits for no decoder.
  const known = open?.isTrusted ? useDecoded(open.video, frame, use) : null;
  if (known) return known.result;
  open?.video.ahead?.abort();
  return exactVideos.use(path, signal, async (video) => {
    const { reader } = video;
    refuseOutside(path, frame, reader.table.frameCount);
    const decoded = useDecoded(video, frame, use);
    if (decoded) return decoded.result;
    // Playing on, nobody comes back to what was just shown; stepping back or about, all on the way is wanted soon.
    const playsOn = frame === video.lastAsked + 1;
    follow(video, frame);
    let found: { readonly result: Result } | null = null;
    const take = (number: number, picture: Frame): void => {
      // The page and the network ask for the same frame one after the other.
      if (!playsOn || number === frame) pictureCache.keep(path, number, picture);
      if (number === frame) found = { result: use(picture, video) };
    };
    await reader.decodeTo(frame, take, signal, playsOn ? frame : frame - framesBehind(video));
    decodeBackwards(video, frame);
    if (found) return (found as { readonly result: Result }).result;
    throw new SteerscopeError(
      'image-not-decodable',
      `Frame ${frame} of this video cannot be decoded: ${path}`,
      'Skip this frame, or restore the video from a copy.',
    );
  });
}

function useDecoded<Result>(
  video: OpenVideo,
  frame: number,
  use: (picture: Frame, video: OpenVideo) => Result,
): { readonly result: Result } | null {
  const picture = pictureCache.get(video.reader.table.path, frame);
  if (!picture) return null;
  follow(video, frame);
  const result = use(picture, video);
  decodeBackwards(video, frame);
  return { result };
}

/** Two steps back one after the other are going back: around a jump, frames are fetched now on one side, now on the other. */
function follow(video: OpenVideo, frame: number): void {
  const step = frame - video.lastAsked;
  if (step === 0) return;
  const isBack = step < 0 && step >= -maxStep;
  video.goesBack = isBack && video.lastStepBack;
  video.lastStepBack = isBack;
  video.lastAsked = frame;
}

function refuseOutside(path: string, frame: number, frameCount: number): void {
  if (Number.isInteger(frame) && frame >= 0 && frame < frameCount) return;
  throw new SteerscopeError(
    'no-such-frame',
    `This video has no frame ${frame}: ${path}`,
    `Ask for a frame from 0 to ${frameCount - 1}.`,
  );
}

const encoded = ({ path, frame }: VideoFrameLocation, bytes: Uint8Array<ArrayBuffer>): EncodedFrame => ({
  bytes,
  mediaType: 'image/jpeg',
  place: `${path} frame ${frame}`,
});
