import { DamagedContainer } from '../containers/damaged-container.ts';
import { messageInChunk, openMessages, type RecordedMessages } from '../containers/read-message.ts';
import type { MessageTable } from '../containers/recording.ts';
import { Slices } from '../containers/time-slices.ts';
import type { RecordingFile } from './recording-files.ts';

/** Messages of one channel that are to be read. */
export interface WantedMessages {
  readonly file: RecordingFile;
  readonly table: MessageTable;
  readonly rows: ArrayLike<number>;
}

/**
 * Reads messages of several channels chunk by chunk, each chunk unpacked once, so not in the order of time.
 * @param take is handed each message, borrowed; DamagedContainer and RangeError that it throws count as damage.
 * @returns those that are damaged.
 */
export async function readMessages<Source extends WantedMessages>(
  sources: readonly Source[],
  take: (source: Source, message: Uint8Array, row: number) => void,
  signal?: AbortSignal,
): Promise<Wanted<Source>[]> {
  const damaged: Wanted<Source>[] = [];
  const slices = new Slices(signal);
  for (const file of new Set(sources.map((source) => source.file))) {
    const messages = await openMessages(file.container, file.path);
    try {
      for (const [chunk, wanted] of byChunk(sources.filter((source) => source.file === file))) {
        signal?.throwIfAborted();
        for (const one of await readChunk(file, messages, chunk, wanted, take, slices)) damaged.push(one);
      }
    } finally {
      await messages.close();
    }
  }
  return damaged;
}

async function readChunk<Source extends WantedMessages>(
  { container, index }: RecordingFile,
  messages: RecordedMessages,
  chunkIndex: number,
  wanted: readonly Wanted<Source>[],
  take: (source: Source, message: Uint8Array, row: number) => void,
  slices: Slices,
): Promise<Wanted<Source>[]> {
  const chunk = index.chunks[chunkIndex];
  let unpacked: Uint8Array | null = null;
  try {
    // Where nothing is packed, single messages are read and the pictures between them are not.
    if (chunk !== undefined && chunk.compression !== '') unpacked = await messages.unpack(chunk);
  } catch (thrown) {
    if (!isDamage(thrown)) throw thrown;
    return [...wanted];
  }
  const damaged: Wanted<Source>[] = [];
  for (const { source, row } of wanted) {
    if (slices.isOver()) await slices.next();
    const offset = source.table.offset(row);
    try {
      const message = unpacked
        ? messageInChunk(container, unpacked, offset)
        : await messages.message((chunk?.start ?? 0) + offset);
      take(source, message, row);
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown;
      damaged.push({ source, row });
    }
  }
  return damaged;
}

/** A message by its row in the table of its channel. */
interface Wanted<Source> {
  readonly source: Source;
  readonly row: number;
}

function byChunk<Source extends WantedMessages>(sources: readonly Source[]): [number, Wanted<Source>[]][] {
  const chunks = new Map<number, Wanted<Source>[]>();
  for (const source of sources)
    for (const row of Array.from(source.rows)) {
      if (row >= source.table.length) continue;
      const chunk = source.table.chunk(row);
      const wanted = chunks.get(chunk);
      if (wanted === undefined) chunks.set(chunk, [{ source, row }]);
      else wanted.push({ source, row });
    }
  return [...chunks].sort(([one], [other]) => one - other);
}

function isDamage(thrown: unknown): boolean {
  return thrown instanceof DamagedContainer || thrown instanceof RangeError;
}
