import { readFile, stat } from 'node:fs/promises';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { EncodedFrame } from './encoded-frame.ts';
import { mediaTypeOf } from './image-header.ts';

/** No camera frame is larger; a file that is has been put there to harm. */
const maxFrameBytes = 256 * 1024 * 1024;

/** The file, byte for byte. @throws SteerscopeError `not-readable` when it is gone, no file, or not allowed. */
export async function readImageFile(path: string): Promise<EncodedFrame> {
  try {
    const found = await stat(path);
    // A pipe would block the reading for ever.
    if (!found.isFile()) throw new Error('it is no file');
    if (found.size > maxFrameBytes) throw new Error(`it is larger than ${maxFrameBytes / 1024 / 1024} MB`);
    const buffer = await readFile(path);
    const bytes = new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength);
    return { bytes, mediaType: mediaTypeOf(bytes), place: path };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new SteerscopeError(
      'not-readable',
      `The picture cannot be read (${reason}): ${path}`,
      'Check that the drive is still where it was, then open it again.',
      { cause: thrown },
    );
  }
}
