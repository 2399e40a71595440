import { stat } from 'node:fs/promises';
import type { DriveInfo } from '../../shared/drive.ts';
import type { DriveMapping } from '../../shared/drive-mapping.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { openCheckedDrive } from '../analysis/open-checked-drive.ts';
import { feedingOf, findPreprocessing, openModelFor } from '../analysis/open-network.ts';
import { recognise } from '../analysis/recognise.ts';
import { chooseSteering } from '../analysis/steering-reader.ts';
import type { InspectedNetwork } from './describe-network.ts';

/** Files that are no network's, whatever is wrong with them. */
const isDriveName =
  /\.(csv|tsv|txt|jsonl|ndjson|log|dat|parquet|mcap|bag|active|db3|mp4|mov|m4v|mkv|webm|avi|hevc|h265|h264)$/i;

/** What is said of what lies at the path, instead of what the files beside it say. */
export interface InspectOptions {
  /** Of a drive; null: the one beside it, the user's own, or the guess. */
  readonly mapping: DriveMapping | null;
  /** Of a network; null: the file beside it, else the default. */
  readonly preprocessing: Preprocessing | null;
}

/**
 * What lies at a path.
 * @throws SteerscopeError whatever keeps it from opening as a drive or a network.
 */
export async function inspect(
  path: string,
  { mapping, preprocessing }: InspectOptions,
  signal: AbortSignal,
): Promise<DriveInfo | InspectedNetwork> {
  // Any table can be a drive by a mapping.
  if (mapping) return inspectDrive(path, mapping, signal);
  const looks = await recognise(path);
  // What looks like neither is opened all the same, for the reader's own word on what is wrong.
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  return looks === 'network' || (looks === null && isFile && !isDriveName.test(path))
    ? inspectNetwork(path, preprocessing)
    : inspectDrive(path, mapping, signal);
}

async function inspectDrive(path: string, mapping: DriveMapping | null, signal: AbortSignal): Promise<DriveInfo> {
  const drive = await openCheckedDrive(path, { signal, ...(mapping && { mapping }) });
  drive.dispose();
  return drive.info;
}

async function inspectNetwork(path: string, given: Preprocessing | null): Promise<InspectedNetwork> {
  const found = await findPreprocessing(path, given).catch(SteerscopeError.from);
  const { model } = await openModelFor(path, found instanceof SteerscopeError ? null : (found?.preprocessing ?? null));
  const { info } = model;
  model.dispose();
  try {
    if (found instanceof SteerscopeError) throw found;
    const { preprocessing, preprocessingSource, otherInputs } = feedingOf(info, found);
    const steering = chooseSteering(info, preprocessing.steering, null);
    const problems = [...info.problems, ...steering.problems, ...otherInputs.problems];
    return { ...info, problems, preprocessing, preprocessingSource, steering: steering.state };
  } catch (thrown) {
    // It cannot be fed, but it can be told what it is.
    const problems = [...info.problems, problemOf(SteerscopeError.from(thrown))];
    return { ...info, problems, preprocessing: null, preprocessingSource: null, steering: null };
  }
}

const problemOf = ({ code, message, nextStep }: SteerscopeError): Problem => ({
  severity: 'error',
  code,
  message: `${message} ${nextStep}`,
  place: null,
  frame: null,
});
