import { stat } from 'node:fs/promises';
import { Command } from 'commander';
import type { DriveInfo } from '../../shared/drive.ts';
import { recognise } from '../analysis/recognise.ts';
import { choosePreprocessing } from '../analysis/open-network.ts';
import { openDrive } from '../drives/registry.ts';
import { openModel } from '../models/registry.ts';
import { describeDrive } from './describe-drive.ts';
import { describeNetwork, type InspectedNetwork } from './describe-network.ts';
import { exitCodes } from './exit-codes.ts';
import { runAction } from './run-action.ts';

export const inspectCommand = (): Command =>
  new Command('inspect')
    .description('tell what a drive or a network is: format, counts, layers, shapes, what is wrong with it')
    .argument('<path>', 'folder or log file of a drive, or file of a network')
    .option('--json', 'as JSON on stdout, for scripts', false)
    .action((path: string, { json }: { readonly json: boolean }) =>
      runAction(async (signal) => {
        const found = await inspect(path, signal);
        const text = found.kind === 'drive' ? describeDrive(found) : describeNetwork(found);
        process.stdout.write(`${json ? JSON.stringify(found, null, 2) : text}\n`);
        return exitCodes.ok;
      }),
    );

async function inspect(path: string, signal: AbortSignal): Promise<DriveInfo | InspectedNetwork> {
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
