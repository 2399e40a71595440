import { DamagedContainer } from './damaged-container.ts';
import { FileRanges } from './file-ranges.ts';
import { messageHeaderBytes, opcodes, recordHeaderBytes, uint64, viewOf } from './mcap-records.ts';
import { bagMessageBytes } from './bag-records.ts';
import type { RecordedChunk } from './recording.ts';
import { unpackChunk } from './unpack-chunk.ts';

/** Files of records, with or without chunks. */
type RecordContainer = 'mcap' | 'rosbag';
export type RecordingContainer = RecordContainer | 'rosbag2';

/** The messages of one file, read one at a time. All throw DamagedContainer. */
export interface RecordedMessages {
  /** The message whose record starts at `offset` of the file; in a database, that of this row. */
  message(offset: number): Promise<Uint8Array>;
  unpack(chunk: RecordedChunk): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** @throws DamagedContainer; an error of the file system. */
export async function openMessages(container: RecordingContainer, path: string): Promise<RecordedMessages> {
  if (container === 'rosbag2') return await (await import('./sqlite-bag.ts')).SqliteBag.open(path);
  const file = await FileRanges.open(path);
  return {
    message: (offset) => messageInFile(container, file, offset),
    unpack: (chunk) => unpackChunk(file, chunk),
    close: () => file.close(),
  };
}

/** More than any message's head, and all of a small message. */
const firstReadBytes = 1024;

/** The bytes of a message whose record starts at `offset` of an unpacked chunk. @throws DamagedContainer. */
export function messageInChunk(container: RecordingContainer, chunk: Uint8Array, offset: number): Uint8Array {
  if (container === 'rosbag2') throw new DamagedContainer('a bag in SQLite has no chunks');
  if (!(offset >= 0 && offset < chunk.length)) throw new DamagedContainer('a message lies outside its chunk');
  const found = container === 'mcap' ? mcapMessage(chunk.subarray(offset)) : bagMessageBytes(chunk.subarray(offset));
  const end = offset + found.start + found.length;
  if (end > chunk.length) throw new DamagedContainer('a message reaches beyond its chunk');
  return chunk.subarray(offset + found.start, end);
}

/** The bytes of a message whose record starts at `offset` of the file. @throws DamagedContainer. */
async function messageInFile(container: RecordContainer, file: FileRanges, offset: number): Promise<Uint8Array> {
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
