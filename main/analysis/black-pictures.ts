import type { Drive } from '../../shared/drive.ts';
import type { RgbaImage } from '../../shared/pixels.ts';
import type { Problem } from '../../shared/problem.ts';
import { readPicture } from '../frames/read-frame.ts';
import { refuseCancelled } from './refuse-cancelled.ts';

/** Pictures that are looked at, spread over the drive. */
const sampledPictures = 9;
/** Of 255; a covered or dead camera stays below it in every pixel, a street at night does not. */
const blackLevel = 24;
/** One alone may be the moment in which the camera woke up. */
const minBlackPictures = 2;
/** Every so many pixels count. */
const pixelStride = 7;

/**
 * Tells a camera that was dead or covered, from a few pictures of the default camera decoded. Only pictures that are
 * files of their own: in a video each would be a jump.
 */
export async function findBlackPictures(drive: Drive, signal?: AbortSignal): Promise<readonly Problem[]> {
  const { frameCount, cameras } = drive.info;
  const [camera = ''] = cameras;
  const sample = new Set(
    Array.from({ length: sampledPictures }, (_, index) =>
      Math.round((index * (frameCount - 1)) / (sampledPictures - 1)),
    ),
  );
  const black: number[] = [];
  let decoded = 0;
  for (const frame of sample) {
    const location = drive.locateFrame(frame, camera);
    if (location?.kind !== 'image-file') continue;
    const image = await readPicture(location).catch(() => null);
    refuseCancelled(signal);
    if (image === null) continue;
    decoded += 1;
    if (isBlack(image)) black.push(frame);
  }
  const [first] = black;
  if (first === undefined || black.length < minBlackPictures) return [];
  return [
    {
      severity: 'warning',
      code: 'camera-black',
      message: `${black.length} of ${decoded} pictures that were looked at are black: the camera was covered or dead there (frames ${black.join(', ')}).`,
      place: null,
      frame: first,
    },
  ];
}

function isBlack({ data }: RgbaImage): boolean {
  for (let at = 0; at < data.length; at += 4 * pixelStride)
    if (Math.max(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0) > blackLevel) return false;
  return true;
}
