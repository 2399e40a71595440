import { stat } from 'node:fs/promises';
import type { Hdf5FrameLocation } from '../../shared/drive.ts';
import type { RgbaImage } from '../../shared/pixels.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { DamagedContainer } from '../containers/damaged-container.ts';
import { Hdf5Thread } from '../containers/hdf5-thread.ts';

/** @throws SteerscopeError `not-readable`, `image-not-decodable`. */
export async function readHdf5Frame(location: Hdf5FrameLocation): Promise<RgbaImage> {
  const { path, dataset, frame, width, height } = location;
  try {
    const planes = await (await threadOf(path)).bytes(dataset, frame);
    const area = width * height;
    if (planes.length !== 3 * area) throw new DamagedContainer(`a picture has ${planes.length} bytes`);
    const data = new Uint8Array(area * 4).fill(255);
    for (let channel = 0; channel < 3; channel += 1)
      for (let pixel = 0; pixel < area; pixel += 1) data[pixel * 4 + channel] = planes[channel * area + pixel]!;
    return { width, height, data };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    const isDamaged = thrown instanceof DamagedContainer;
    throw new SteerscopeError(
      isDamaged ? 'image-not-decodable' : 'not-readable',
      `Picture ${frame} cannot be read (${reason}): ${path}`,
      isDamaged ? 'Skip this frame, or restore the file from a copy.' : 'Check that the drive is still where it was.',
      { cause: thrown },
    );
  }
}

/** The file that was read last stays open. */
let last: { readonly key: string; readonly thread: Hdf5Thread } | null = null;

async function threadOf(path: string): Promise<Hdf5Thread> {
  // A file that was written anew must not be shown as it was.
  const { mtimeMs, size } = await stat(path);
  const key = `${mtimeMs} ${size} ${path}`;
  if (last?.key !== key || last.thread.isGone) {
    last?.thread.close();
    last = { key, thread: new Hdf5Thread(path) };
  }
  return last.thread;
}

/** Lets go of the file; it is opened again when it is asked for. */
export function closeHdf5(): void {
  last?.thread.close();
  last = null;
}
