import { Command } from 'commander';
import { describeDrive } from './describe-drive.ts';
import { describeNetwork } from './describe-network.ts';
import { exitCodes } from './exit-codes.ts';
import { givenPreprocessing, preprocessingOption } from './network-options.ts';
import { runAction } from './run-action.ts';

interface InspectFlags {
  readonly json: boolean;
  readonly preprocessing?: string;
}

export const inspectCommand = (): Command =>
  new Command('inspect')
    .description('tell what a drive or a network is: format, counts, layers, shapes, what is wrong with it')
    .argument('<path>', 'folder or log file of a drive, or file of a network')
    .addOption(preprocessingOption())
    .option('--json', 'as JSON on stdout, for scripts', false)
    .action((path: string, { json, preprocessing: file }: InspectFlags) =>
      runAction(async (signal) => {
        // Loaded when needed: the readers of networks bring TensorFlow.js, and --help should not wait for it.
        const { inspect } = await import('./inspect.ts');
        const found = await inspect(path, await givenPreprocessing(file), signal);
        const text = found.kind === 'drive' ? describeDrive(found) : describeNetwork(found);
        process.stdout.write(`${json ? JSON.stringify(found, null, 2) : text}\n`);
        return exitCodes.ok;
      }),
    );
