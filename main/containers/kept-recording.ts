import { keptIndex } from './index-cache.ts';
import { MessageTable, type RecordingIndex } from './recording.ts';

/** The index of a recording, which takes long where the whole file is walked, or an earlier one of the same file. */
export async function keptRecording(path: string, index: () => Promise<RecordingIndex>): Promise<RecordingIndex> {
  const { value } = await keptIndex(['recording', path], async () => {
    const { messages, ...rest } = await index();
    return { ...rest, columns: [...messages].map(([channel, table]) => [channel, table.columns] as const) };
  });
  const { columns, ...rest } = value;
  return { ...rest, messages: new Map(columns.map(([channel, table]) => [channel, MessageTable.of(table)])) };
}
