import { stat } from 'node:fs/promises';
import type { DriveInfo } from '../../shared/drive.ts';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { choosePreprocessing } from '../analysis/open-network.ts';
import { recognise } from '../analysis/recognise.ts';
import { openDrive } from '../drives/registry.ts';
import { openModel } from '../models/registry.ts';
import type { InspectedNetwork } from './describe-network.ts';

/** What lies at a path. @throws SteerscopeError whatever keeps it from opening as a drive or a network. */
export async function inspect(path: string, signal: AbortSignal): Promise<DriveInfo | InspectedNetwork> {
  const looks = await recognise(path);
  // What looks like neither is opened all the same, for the reader's own word on what is wrong.
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  return looks === 'network' || (looks === null && isFile) ? inspectNetwork(path) : inspectDrive(path, signal);
}

async function inspectDrive(path: string, signal: AbortSignal): Promise<DriveInfo> {
  const drive = await openDrive(path, { signal });
  drive.dispose();
  return drive.info;
}

async function inspectNetwork(path: string): Promise<InspectedNetwork> {
  const model = await openModel(path);
  try {
    return { ...model.info, ...(await choosePreprocessing(model, null)) };
  } catch (thrown) {
    // It cannot be fed, but it can be told what it is.
    const problems = [...model.info.problems, problemOf(SteerscopeError.from(thrown))];
    return { ...model.info, problems, preprocessing: null, preprocessingSource: null };
  } finally {
    model.dispose();
  }
}

const problemOf = ({ code, message, nextStep }: SteerscopeError): Problem => ({
  severity: 'error',
  code,
  message: `${message} ${nextStep}`,
  place: null,
  frame: null,
});
