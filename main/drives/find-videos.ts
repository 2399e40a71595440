import { stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { videoKindOf } from '../containers/video-kind.ts';
import { listFolder } from './list-folder.ts';
import { isImageName } from './pictures.ts';

/** So many files of a folder are looked into. */
const maxFilesTried = 64;
/** Looked at first, where a folder holds many other files. */
const usualExtensions = ['.mp4', '.mov', '.mkv', '.webm', '.avi', '.hevc', '.h265', '.h264', '.m4v'];

/** The file itself when it is a video, or the videos in a folder by name; by content, whatever they are called. */
export async function findVideos(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return (await isVideo(path)) ? [path] : [];
  const names = (await listFolder(path))
    .filter((name) => !name.startsWith('.') && !isImageName(name))
    .sort((one, other) => Number(isUsual(other)) - Number(isUsual(one)) || (one < other ? -1 : 1));
  const videos: string[] = [];
  for (const name of names.slice(0, maxFilesTried)) if (await isVideo(join(path, name))) videos.push(join(path, name));
  return videos;
}

const isUsual = (name: string): boolean => usualExtensions.includes(extname(name).toLowerCase());

/** False where it cannot be looked at: a dangling link, no permission. */
async function isVideo(path: string): Promise<boolean> {
  return (await videoKindOf(path).catch(() => null)) !== null;
}
