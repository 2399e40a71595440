import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoDrivePath } from '../demo-paths.ts';

/**
 * A simulator's log of many frames that are few pictures over and over; of few pictures in a large folder there is the
 * same to read and to draw.
 */
export function makeLongLog(folder: string, frameCount: number): string {
  const pictures = demoPictures();
  mkdirSync(join(folder, 'IMG'), { recursive: true });
  for (const name of pictures) copyFileSync(join(demoDrivePath, 'IMG', name), join(folder, 'IMG', name));
  const rows = Array.from({ length: frameCount }, (_, row) => {
    const steering = Math.sin(row / 50) * Math.cos(row / 3001);
    return `IMG/${pictures[row % pictures.length]},,,${steering.toFixed(5)},0.5,0,20`;
  });
  writeFileSync(
    join(folder, 'driving_log.csv'),
    `center,left,right,steering,throttle,brake,speed\n${rows.join('\n')}\n`,
  );
  return folder;
}

/** The same with a picture file of its own for every frame. */
export function makeLargeDrive(folder: string, frameCount: number): string {
  const pictures = demoPictures();
  mkdirSync(join(folder, 'IMG'), { recursive: true });
  const rows = Array.from({ length: frameCount }, (_, row) => {
    const name = `center_${new Date(Date.UTC(2020, 0, 1) + row * 50)
      .toISOString()
      .replaceAll(/[T:.-]/g, '_')
      .replace('Z', '')}.jpg`;
    copyFileSync(join(demoDrivePath, 'IMG', pictures[row % pictures.length] ?? ''), join(folder, 'IMG', name));
    return `IMG/${name},,,${Math.sin(row / 50).toFixed(5)},0.5,0,20`;
  });
  writeFileSync(
    join(folder, 'driving_log.csv'),
    `center,left,right,steering,throttle,brake,speed\n${rows.join('\n')}\n`,
  );
  return folder;
}

const demoPictures = (): string[] => readdirSync(join(demoDrivePath, 'IMG')).filter((name) => name.endsWith('.jpg'));

/** H.264 at 20 frames/s with a key frame every so many frames; null where there is no ffmpeg to make it. */
export function makeLongVideo(folder: string, size: string, minutes: number, keyEvery: number): string | null {
  mkdirSync(folder, { recursive: true });
  const [once, path] = [join(folder, 'minute.mp4'), join(folder, 'drive.mp4')];
  const run = (...args: string[]): boolean => spawnSync('ffmpeg', ['-loglevel', 'error', '-y', ...args]).status === 0;
  const made =
    run(
      '-f',
      'lavfi',
      '-i',
      `testsrc2=s=${size}:r=20`,
      '-t',
      '60',
      '-preset',
      'ultrafast',
      '-g',
      String(keyEvery),
      '-pix_fmt',
      'yuv420p',
      once,
    ) && run('-stream_loop', String(minutes - 1), '-i', once, '-c', 'copy', path);
  return made ? path : null;
}
