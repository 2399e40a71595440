import { stat } from 'node:fs/promises';
import type { DriveInfo } from '../../shared/drive.ts';
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
  } finally {
    model.dispose();
  }
}
