import { statSync } from 'node:fs';
import type { MessagePictureLocation } from '../../shared/drive.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { DamagedContainer } from '../containers/damaged-container.ts';
import { messageInChunk } from '../containers/read-message.ts';
import { withRecording } from './open-recording.ts';

/** Where a message lies, for a person. */
export function placeOfMessage({ path, chunk, offset }: MessagePictureLocation): string {
  return `${path} (the message at ${offset}${chunk === null ? '' : ` of the chunk at ${chunk.start}`})`;
}

/** The bytes of a message, borrowed. @throws DamagedContainer; SteerscopeError `not-readable`. */
export async function messageBytes(location: MessagePictureLocation): Promise<Uint8Array> {
  try {
    return await readBytes(location);
  } catch (thrown) {
    if (thrown instanceof DamagedContainer) throw thrown;
    throw new SteerscopeError(
      'not-readable',
      `The recording cannot be read (${thrown instanceof Error ? thrown.message : String(thrown)}): ${location.path}`,
      'Check that the drive is still where it was, then open it again.',
      { cause: thrown },
    );
  }
}

async function readBytes({ path, container, chunk, offset }: MessagePictureLocation): Promise<Uint8Array> {
  // A recording that was written anew must not be shown as it was.
  const { mtimeMs, size } = statSync(path);
  const stamp = `${mtimeMs} ${size} ${path}`;
  const key = chunk === null ? '' : `${chunk.start} ${stamp}`;
  const unpacked = keptChunk(key);
  if (unpacked !== undefined) return messageInChunk(container, unpacked, offset);
  return await withRecording(container, path, stamp, async (recording) => {
    if (chunk === null) return await recording.message(offset);
    const bytes = await recording.unpack(chunk);
    keepChunk(key, bytes);
    return messageInChunk(container, bytes, offset);
  });
}

/** Neighbouring frames share a chunk, so the last few stay unpacked. */
const maxKeptBytes = 64 * 1024 * 1024;
const kept = new Map<string, Uint8Array>();
let keptBytes = 0;

function keptChunk(key: string): Uint8Array | undefined {
  const bytes = kept.get(key);
  if (bytes !== undefined) {
    // Moved to the end: the first is the one that was not asked for longest.
    kept.delete(key);
    kept.set(key, bytes);
  }
  return bytes;
}

function keepChunk(key: string, bytes: Uint8Array): void {
  keptBytes += bytes.length - (kept.get(key)?.length ?? 0);
  kept.set(key, bytes);
  for (const [oldest, oldBytes] of kept) {
    if (keptBytes <= maxKeptBytes || oldest === key) break;
    kept.delete(oldest);
    keptBytes -= oldBytes.length;
  }
}
