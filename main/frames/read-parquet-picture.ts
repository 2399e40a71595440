import { statSync } from 'node:fs';
import type { ParquetPictureLocation } from '../../shared/drive.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { DamagedContainer } from '../containers/damaged-container.ts';
import { ParquetReader } from '../containers/parquet-columns.ts';
import type { EncodedFrame } from './encoded-frame.ts';
import { mediaTypeOf } from './image-header.ts';

/** A reader that nobody asks any more is closed by itself. */
const idleMs = 30_000;

let reader: ParquetReader | null = null;
let idle: NodeJS.Timeout | null = null;
/** The reader answers one request after the other. */
let line: Promise<unknown> = Promise.resolve();

/** The picture in a row of a Parquet file, byte for byte. @throws SteerscopeError `not-readable`, `image-not-decodable`. */
export function readParquetPicture(location: ParquetPictureLocation): Promise<EncodedFrame> {
  const mine = line.then(() => read(location));
  line = mine.catch(() => null);
  return mine;
}

/** Ends the reader, as soon as what was asked before is done. */
export function closeParquet(): Promise<void> {
  const closing = line.then(() => {
    reader?.close();
    reader = null;
    if (idle !== null) clearTimeout(idle);
    idle = null;
  });
  line = closing;
  return closing;
}

async function read({ path, column, row }: ParquetPictureLocation): Promise<EncodedFrame> {
  const place = `${path} row ${row + 1}, column ${column}`;
  try {
    // A file that was written anew must not be shown as it was.
    const { mtimeMs, size } = statSync(path);
    reader ??= new ParquetReader();
    idle ??= setTimeout(() => void closeParquet(), idleMs).unref();
    idle.refresh();
    const bytes = await reader.picture({ path, column, row, stamp: `${mtimeMs} ${size}` });
    if (bytes === null) throw new DamagedContainer('the row holds none');
    return { bytes, mediaType: mediaTypeOf(bytes), place };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    const isDamaged = thrown instanceof DamagedContainer;
    throw new SteerscopeError(
      isDamaged ? 'image-not-decodable' : 'not-readable',
      `This picture cannot be read, ${reason}: ${place}`,
      isDamaged ? 'Skip this frame, or restore the file from a copy.' : 'Check that the drive is still where it was.',
      { cause: thrown },
    );
  }
}
