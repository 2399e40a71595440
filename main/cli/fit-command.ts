import { access } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { describeFit } from './describe-fit.ts';
import { exitCodes } from './exit-codes.ts';
import { givenMapping, mappingOption } from './mapping-option.ts';
import { deviceOption, engineOption, networkChoice, usualFlags, type NetworkFlags } from './network-options.ts';
import { startProgress } from './progress.ts';
import { runAction } from './run-action.ts';

interface FitFlags extends Omit<NetworkFlags, 'pooling' | 'method'> {
  readonly drive: string;
  readonly mapping?: string;
  readonly model: string;
  readonly sample?: number;
  readonly json: boolean;
  readonly save: boolean;
  readonly overwrite: boolean;
}

export const fitCommand = (): Command =>
  new Command('fit')
    .description('find what training did to the pictures: try the plausible preprocessings, rank by recorded steering')
    .requiredOption('--drive <path>', 'folder or log file of a drive like those of training, with recorded steering')
    .requiredOption('--model <file>', 'the network')
    .addOption(mappingOption())
    .option('--sample <count>', 'frames of the last round, spread over the drive; 256 when left out', parseCount)
    .addOption(engineOption())
    .addOption(deviceOption())
    .option('--preprocessing <file>', 'JSON file of which all but the steps is kept: other inputs, steering, Lambdas')
    .option('--json', 'as JSON on stdout, for scripts', false)
    .option(
      '--save',
      'save the first beside the network (pilotnet.h5.steerscope.json), where it is used from then on',
      false,
    )
    .option('--overwrite', 'with --save: also over a file that is there', false)
    .addHelpText(
      'after',
      `
Crops, colours, resizes, blurs and scales that public training scripts use are tried in three rounds, each on more
frames and with fewer candidates. Those that the sample cannot tell from the highest correlation (r) come first, well-known
ones before others and then by how closely the values agree. Where no r reaches 0.3 nothing is chosen.`,
    )
    .action((flags: FitFlags, command: Command) => {
      if (flags.overwrite && !flags.save)
        command.error('error: --overwrite says how to save, so it needs --save', { exitCode: exitCodes.usage });
      return runAction(async (signal) => {
        const { drive: drivePath, model: modelPath, sample: frames, json, save, overwrite } = flags;
        const { preprocessing, engine, device } = await networkChoice({ ...usualFlags, ...flags });
        const mapping = await givenMapping(flags.mapping);
        // Loaded when needed, as in the other commands: --help should not wait for it.
        const { fitPreprocessing } = await import('../analysis/fit-preprocessing.ts');
        const { saveSidecar, sidecarPath } = await import('../analysis/preprocessing-file.ts');
        if (save && !overwrite) await refuseExisting(sidecarPath(modelPath));
        const progress = startProgress('Trying', process.stderr, 'preprocessings');
        const source = { drivePath, mapping, modelPath, engine, device, preprocessing, frames };
        const result = await fitPreprocessing(source, { signal, onProgress: progress.update }).finally(progress.stop);
        process.stdout.write(`${json ? JSON.stringify(result, null, 2) : describeFit(result)}\n`);
        if (!save) return exitCodes.ok;
        const [best] = result.candidates;
        if (!result.agrees || !best) {
          process.stderr.write('Nothing is saved, since nothing agrees.\n');
          return exitCodes.refused;
        }
        await saveSidecar(modelPath, best.preprocessing, { seen: null, overwrite });
        process.stderr.write(`Saved: ${sidecarPath(modelPath)}\n`);
        return exitCodes.ok;
      });
    });

/** Before the search, not after it. */
async function refuseExisting(path: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere)
    throw new SteerscopeError(
      'file-changed',
      `There is a preprocessing beside the network already: ${path}`,
      'Add --overwrite to replace its steps, or leave out --save to see the table only.',
    );
}

function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 2 && count <= 10_000) return count;
  throw new InvalidArgumentError('Give a count from 2 to 10000.');
}
