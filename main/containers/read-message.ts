import { DamagedContainer } from './damaged-container.ts';
import type { FileRanges } from './file-ranges.ts';
import { messageHeaderBytes, opcodes, recordHeaderBytes, uint64, viewOf } from './mcap-records.ts';
import { bagMessageBytes } from './bag-records.ts';

export type RecordingContainer = 'mcap' | 'rosbag';

/** More than any message's head, and all of a small message. */
const firstReadBytes = 1024;

/** The bytes of a message whose record starts at `offset` of an unpacked chunk. @throws DamagedContainer. */
export function messageInChunk(container: RecordingContainer, chunk: Uint8Array, offset: number): Uint8Array {
  if (!(offset >= 0 && offset < chunk.length)) throw new DamagedContainer('a message lies outside its chunk');
  const found = container === 'mcap' ? mcapMessage(chunk.subarray(offset)) : bagMessageBytes(chunk.subarray(offset));
  const end = offset + found.start + found.length;
  if (end > chunk.length) throw new DamagedContainer('a message reaches beyond its chunk');
  return chunk.subarray(offset + found.start, end);
}

/** The bytes of a message whose record starts at `offset` of the file. @throws DamagedContainer. */
export async function messageInFile(
  container: RecordingContainer,
  file: FileRanges,
  offset: number,
): Promise<Uint8Array> {
  const head = await file.readUpTo(offset, firstReadBytes);
  const found = container === 'mcap' ? mcapMessage(head) : bagMessageBytes(head);
  const end = found.start + found.length;
  return end <= head.length ? head.subarray(found.start, end) : file.read(offset + found.start, found.length);
}

function mcapMessage(record: Uint8Array): { start: number; length: number } {
  if (record.length < recordHeaderBytes + messageHeaderBytes || record[0] !== opcodes.message)
    throw new DamagedContainer('there is no message where one should be');
  const length = uint64(viewOf(record), 1) - messageHeaderBytes;
  if (length < 0) throw new DamagedContainer('a message is shorter than its head');
  return { start: recordHeaderBytes + messageHeaderBytes, length };
}
