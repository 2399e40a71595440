import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { File, ready } from 'h5wasm/node';
import { barcodeHeight, barcodePixels, barcodeWidth } from './make-recording.ts';

export interface CommaOptions {
  readonly frameCount?: number;
  /** Pictures in one packed piece of the file; left out, the file is not packed. */
  readonly packedTogether?: number;
  /** Columns of the log; five rows a picture when left out. */
  readonly log?: Readonly<Record<string, readonly number[]>>;
}

const rowsPerFrame = 5;

/** A drive as comma.ai published them, five rows of the log for each picture: angle = picture - 1 degrees. */
export async function makeComma2016(folder: string, options: CommaOptions = {}): Promise<string> {
  const { frameCount = 3, packedTogether } = options;
  const rows = Array.from({ length: frameCount * rowsPerFrame }, (_, row) => row);
  const frameOf = (row: number): number => Math.floor(row / rowsPerFrame);
  const {
    log = {
      cam1_ptr: rows.map(frameOf),
      // Symmetric about the mean.
      steering_angle: rows.map((row) => frameOf(row) - 1 + ((row % rowsPerFrame) - 2) / 8),
      times: rows.map((row) => 1000 + row / 100),
      speed: rows.map(() => 20),
    },
  } = options;
  await ready;
  mkdirSync(join(folder, 'camera'), { recursive: true });
  mkdirSync(join(folder, 'log'), { recursive: true });
  const camera = new File(join(folder, 'camera', 'drive.h5'), 'w');
  const shape = [frameCount, 3, barcodeHeight, barcodeWidth];
  const data = new Uint8Array(shape.reduce((product, length) => product * length));
  for (let frame = 0; frame < frameCount; frame += 1) {
    const plane = barcodePixels(frame, 1);
    for (let channel = 0; channel < 3; channel += 1) data.set(plane, (frame * 3 + channel) * plane.length);
  }
  camera.create_dataset({
    name: 'X',
    data,
    shape,
    ...(packedTogether !== undefined && {
      chunks: [packedTogether, ...shape.slice(1)],
      compression: 'gzip' as const,
      compression_opts: [4],
    }),
  });
  camera.close();
  const file = new File(join(folder, 'log', 'drive.h5'), 'w');
  for (const [name, values] of Object.entries(log)) file.create_dataset({ name, data: Float64Array.from(values) });
  file.close();
  return folder;
}
