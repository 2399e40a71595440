import { stat } from 'node:fs/promises';
import type { DriveInfo } from '../../shared/drive.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { openCheckedDrive } from '../analysis/open-checked-drive.ts';
import { feedingOf, findPreprocessing, openModelFor } from '../analysis/open-network.ts';
import { recognise } from '../analysis/recognise.ts';
import { chooseSteering } from '../analysis/steering-reader.ts';
import type { InspectedNetwork } from './describe-network.ts';

/**
 * What lies at a path.
 * @param preprocessing of a network; null: the file beside it, else the default.
 * @throws SteerscopeError whatever keeps it from opening as a drive or a network.
 */
export async function inspect(
  path: string,
  preprocessing: Preprocessing | null,
  signal: AbortSignal,
): Promise<DriveInfo | InspectedNetwork> {
  const looks = await recognise(path);
  // What looks like neither is opened all the same, for the reader's own word on what is wrong.
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  return looks === 'network' || (looks === null && isFile)
    ? inspectNetwork(path, preprocessing)
    : inspectDrive(path, signal);
}

async function inspectDrive(path: string, signal: AbortSignal): Promise<DriveInfo> {
  const drive = await openCheckedDrive(path, { signal });
  drive.dispose();
  return drive.info;
}

async function inspectNetwork(path: string, given: Preprocessing | null): Promise<InspectedNetwork> {
  const found = await findPreprocessing(path, given).catch(SteerscopeError.from);
  const model = await openModelFor(path, found instanceof SteerscopeError ? null : (found?.preprocessing ?? null));
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
