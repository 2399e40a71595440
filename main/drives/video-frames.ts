import { basename } from 'node:path';
import { keyFrameOf } from '../containers/video-table.ts';
import { videoTable } from '../containers/video-tables.ts';
import { writtenBytes } from '../containers/written-bytes.ts';
import type { Problem } from '../../shared/problem.ts';
import type { VideoPictures } from './picture-table.ts';
import { timeProblems } from './time-series-problems.ts';

/** The frames of a video as the columns of a drive. */
export interface VideoFrames {
  readonly path: string;
  readonly frameCount: number;
  /** Null where the video keeps no time. */
  readonly timeMs: Float64Array | null;
  readonly problems: readonly Problem[];
  readonly pictures: VideoPictures;
  image(frame: number): string;
}

/** @throws SteerscopeError `not-readable`; the signal's reason. */
export async function readVideoFrames(path: string, signal?: AbortSignal): Promise<VideoFrames> {
  const table = await videoTable(path, signal);
  const name = basename(path);
  const image = (frame: number): string => `${name} frame ${frame}`;
  const timeMs = table.timeSecs && table.timeSecs.map((secs) => secs * 1000);
  const problems: Problem[] = timeMs ? timeProblems(timeMs, image) : [];
  if (table.saysBt709)
    problems.push({
      severity: 'info',
      code: 'colours-as-bt601',
      message:
        'This video says that its colours are BT.709. They are read as cv2 before version 5 reads them, as BT.601 whatever a video says; a network that was trained with cv2 5 saw colours that differ by some levels.',
      place: name,
      frame: null,
    });
  const written = await writtenBytes(path);
  if (written.bytes < written.size)
    problems.push({
      severity: 'warning',
      code: 'file-not-written',
      message: `The last ${written.size - written.bytes} bytes of the video were never written, as after a loss of power while it was recorded.`,
      place: `${name} byte ${written.bytes}`,
      frame: null,
    });
  if (table.droppedPackets > 0)
    problems.push({
      severity: 'info',
      code: 'frames-not-shown',
      message: `${table.droppedPackets} pictures of the video are not shown by any player: cut away by an edit list, or not decodable without what came before.`,
      place: name,
      frame: null,
    });
  const frames = Int32Array.from({ length: table.frameCount }, (_, frame) => frame);
  return {
    path,
    frameCount: table.frameCount,
    timeMs,
    problems,
    pictures: {
      kind: 'video-frames',
      paths: [path],
      fileOf: new Int32Array(frames.length),
      frame: frames,
      keyFrame: frames.map((frame) => keyFrameOf(table, frame)),
    },
    image,
  };
}
