import type { FrameLocation } from '../../shared/drive.ts';
import type { RgbaImage } from '../../shared/pixels.ts';
import { decodeImage } from './decode-image.ts';
import { encodeJpeg } from './encode-jpeg.ts';
import type { Draft, EncodedFrame } from './encoded-frame.ts';
import { readImageFile } from './read-image-file.ts';

/*
 * What only some drives need is loaded when one of them is opened: every worker thread loads this file, and FFmpeg and HDF5
 * are half of what a thread takes to start.
 */
const hdf5Frames = () => import('./read-hdf5-frame.ts');
const messagePictures = () => import('./read-message-picture.ts');
const messageVideos = () => import('./read-message-video.ts');
const parquetPictures = () => import('./read-parquet-picture.ts');
const videoFrames = () => import('./read-video-frame.ts');
/** To close what was opened since. */
const closers = new Set<() => void | Promise<void>>();

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
      return (await openMessages()).readMessagePicture(location);
    case 'message-video':
      return (await openMessageVideos()).readMessageVideo(location, options.signal);
    case 'hdf5-frame':
      return (await openHdf5Frames()).readHdf5Frame(location);
    case 'parquet-picture':
      return decodeImage(await (await openParquetPictures()).readParquetPicture(location));
    case 'video-frame':
      return (await openVideoFrames()).readVideoFrame(location, options.signal);
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
      return (await openMessages()).encodedMessagePicture(location);
    case 'message-video':
      return (await openMessageVideos()).encodeMessageVideo(location, options.signal);
    case 'hdf5-frame':
      return encodeJpeg(
        await (await openHdf5Frames()).readHdf5Frame(location),
        `${location.path} frame ${location.frame}`,
      );
    case 'parquet-picture':
      return (await openParquetPictures()).readParquetPicture(location);
    case 'video-frame':
      return (await openVideoFrames()).encodeVideoFrame(location, options.signal);
  }
}

/**
 * What can be shown at once in place of a frame: for a video a nearby frame, key frames first; else the frame itself.
 * @throws SteerscopeError as `readPicture`.
 */
export async function readDraft(location: FrameLocation, options: ReadFrameOptions = {}): Promise<Draft> {
  const draft =
    location.kind === 'video-frame' ? await (await openVideoFrames()).draftVideoFrame(location, options.signal) : null;
  return draft ?? { ...(await readEncodedFrame(location, options)), location };
}

async function openHdf5Frames() {
  const frames = await hdf5Frames();
  closers.add(frames.closeHdf5);
  return frames;
}

async function openMessages() {
  const [pictures, { closeRecording }] = await Promise.all([messagePictures(), import('./open-recording.ts')]);
  closers.add(closeRecording);
  return pictures;
}

async function openMessageVideos() {
  const [videos, { closeRecording }] = await Promise.all([messageVideos(), import('./open-recording.ts')]);
  closers.add(videos.closeMessageVideos);
  closers.add(closeRecording);
  return videos;
}

async function openParquetPictures() {
  const pictures = await parquetPictures();
  closers.add(pictures.closeParquet);
  return pictures;
}

async function openVideoFrames() {
  const [frames, { closeVideos }] = await Promise.all([videoFrames(), import('./open-videos.ts')]);
  closers.add(closeVideos);
  return frames;
}

/** Closes what this thread holds open to read pictures; what is asked for afterwards opens it again. */
export async function closePictures(): Promise<void> {
  for (const close of closers) await close();
}
