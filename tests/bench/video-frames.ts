import { videoTable } from '../../main/containers/video-tables.ts';
import { closePictures, readEncodedFrame, readPicture } from '../../main/frames/read-frame.ts';
import { VideoPixels } from '../../main/frames/video-pixels.ts';
import { VideoReader } from '../../main/frames/video-reader.ts';
import { decodeAll } from './decode-all.ts';

/* Frames of videos, beside the floor: the same library decoding from beginning to end with nothing else. */

const jumps = 100;

for (const path of process.argv.slice(2)) {
  const start = performance.now();
  const table = await videoTable(path);
  const tableMs = performance.now() - start;
  const rows = {
    'floor: decoding alone': await perSec(() => decodeAll(path, false)),
    'floor: decoding and conversion to RGBA': await perSec(() => decodeAll(path, true)),
    'readPicture, in order': await perSec(async () => {
      for (let frame = 0; frame < table.frameCount; frame += 1) await readPicture({ kind: 'video-frame', path, frame });
      return table.frameCount;
    }),
    'readPicture, backwards': await perSec(async () => {
      for (let frame = table.frameCount - 1; frame >= 0; frame -= 1)
        await readPicture({ kind: 'video-frame', path, frame });
      return table.frameCount;
    }),
    'readEncodedFrame, in order': await perSec(async () => {
      for (let frame = 0; frame < table.frameCount; frame += 1)
        await readEncodedFrame({ kind: 'video-frame', path, frame });
      return table.frameCount;
    }),
  };
  await closePictures();
  console.log(`${path}: ${table.width} × ${table.height}, ${table.frameCount} frames, table ${tableMs.toFixed(1)} ms`);
  for (const [name, value] of Object.entries(rows)) console.log(`  ${name}: ${value.toFixed(0)} frames/s`);
  console.log(`  cold jumps: ${await coldJumps(path)}`);
}

async function perSec(work: () => Promise<number>): Promise<number> {
  const start = performance.now();
  const count = await work();
  return (1000 * count) / (performance.now() - start);
}

async function coldJumps(path: string): Promise<string> {
  const table = await videoTable(path);
  const reader = await VideoReader.open(table);
  const pixels = new VideoPixels();
  const timesMs: number[] = [];
  for (let index = 0; index < jumps; index += 1) {
    const target = (index * 7919) % table.frameCount;
    const start = performance.now();
    await reader.decodeTo(target, (frame, picture) => {
      if (frame === target) pixels.toRgba(picture);
    });
    timesMs.push(performance.now() - start);
  }
  pixels.close();
  reader.close();
  timesMs.sort((one, other) => one - other);
  const at = (share: number): string => (timesMs[Math.floor(jumps * share)] ?? 0).toFixed(1);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`;
}
