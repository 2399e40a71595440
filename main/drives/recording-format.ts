import { basename } from 'node:path';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { FileRanges } from '../containers/file-ranges.ts';
import { keptRecording } from '../containers/kept-recording.ts';
import type { RecordingContainer } from '../containers/read-message.ts';
import type { RecordingIndex } from '../containers/recording.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import { partsOfFirst } from './find-recordings.ts';
import { openRecording } from './open-recording.ts';
import type { RecordingFile } from './recording-files.ts';

/** The parts of a recording, and where the messages in them lie. */
export interface IndexedRecording {
  readonly files: readonly RecordingFile[];
  readonly problems: readonly Problem[];
}

/** A format of recordings of topics. */
export interface RecordingFormat extends DriveFormat {
  /** Reads where the messages lie, and none of them. @throws SteerscopeError `not-a-drive`, `not-readable`. */
  index(path: string, options?: OpenDriveOptions): Promise<IndexedRecording>;
}

export function recordingFormat(format: Omit<RecordingFormat, 'open'>): RecordingFormat {
  return {
    ...format,
    async open(path, options = {}) {
      const { files, problems } = await format.index(path, options);
      return await openRecording(format, path, files, problems, options);
    },
  };
}

/** Indexes the parts of the first recording among `paths`. @param path that was opened. */
export async function indexParts(
  { name }: Pick<DriveFormat, 'name'>,
  path: string,
  paths: readonly string[],
  container: RecordingContainer,
  index: (path: string) => Promise<RecordingIndex>,
  { signal }: OpenDriveOptions,
): Promise<IndexedRecording> {
  const { parts, others } = partsOfFirst(paths);
  if (parts.length === 0)
    throw new SteerscopeError('not-a-drive', `There is no ${name} here: ${path}`, 'Open the file itself.');
  const files: RecordingFile[] = [];
  for (const part of parts) {
    signal?.throwIfAborted();
    files.push({ path: part, container, index: await keptRecording(part, () => index(part)) });
  }
  const message = `Only the first recording of the folder is open; open the others by themselves: ${others.map((other) => basename(other)).join(', ')}`;
  const problems: Problem[] =
    others.length === 0 ? [] : [{ severity: 'info', code: 'other-recordings', message, place: null, frame: null }];
  return { files, problems };
}

/** Indexes a file that is read in pieces. */
export function indexed(
  index: (file: FileRanges) => Promise<RecordingIndex>,
): (path: string) => Promise<RecordingIndex> {
  return async (path) => {
    const file = await FileRanges.open(path);
    try {
      return await index(file);
    } finally {
      await file.close();
    }
  };
}
