import { stat } from 'node:fs/promises';
import { keptIndex } from './index-cache.ts';
import { readVideoTable } from './read-video-table.ts';
import { videoNotReadable } from './video-input.ts';
import type { VideoTable } from './video-table.ts';

/** Tables are small beside pictures: 24 bytes a frame. */
const maxFramesKept = 4_000_000;

interface Kept {
  readonly fingerprint: string;
  readonly table: VideoTable;
}

const kept = new Map<string, Kept>();

/**
 * The table of a video, kept in this thread (and on disk, when it took long) as long as the file is the same.
 * @throws SteerscopeError `not-readable`; the signal's reason.
 */
export async function videoTable(path: string, signal?: AbortSignal): Promise<VideoTable> {
  const fingerprint = await fingerprintOf(path);
  const known = kept.get(path);
  kept.delete(path);
  const entry = known?.fingerprint === fingerprint ? known : { fingerprint, table: await keptTable(path, signal) };
  kept.set(path, entry);
  let frames = [...kept.values()].reduce((sum, { table }) => sum + table.frameCount, 0);
  for (const [oldest, { table }] of kept) {
    if (frames <= maxFramesKept || oldest === path) break;
    kept.delete(oldest);
    frames -= table.frameCount;
  }
  return entry.table;
}

/** Of an hour of video the pass takes seconds, and each thread that decodes it needs the table. */
async function keptTable(path: string, signal?: AbortSignal): Promise<VideoTable> {
  return (await keptIndex(['video', path], () => readVideoTable(path, signal))).value;
}

async function fingerprintOf(path: string): Promise<string> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    return `${size} ${mtimeMs} ${ino}`;
  } catch (thrown) {
    throw videoNotReadable(path, thrown instanceof Error ? thrown.message : String(thrown));
  }
}
