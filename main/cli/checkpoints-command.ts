import { Command, InvalidArgumentError } from 'commander';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { givenMapping, mappingOption } from './mapping-option.ts';
import {
  networkChoice,
  deviceOption,
  methodOption,
  engineOption,
  poolingOption,
  preprocessingOption,
  type NetworkFlags,
} from './network-options.ts';
import { startProgress } from './progress.ts';
import { runAction } from './run-action.ts';

/** A sheet of more columns is not looked at. */
const maxFrames = 60;
const usualCount = 6;

interface CheckpointsFlags extends NetworkFlags {
  readonly drive: string;
  readonly mapping?: string;
  readonly models: readonly string[];
  readonly frames?: readonly number[];
  readonly count?: number;
  readonly sheet?: string;
  readonly csv?: string;
  readonly json: boolean;
}

export const checkpointsCommand = (): Command =>
  new Command('checkpoints')
    .description('follow a training: the error and the masks of each checkpoint it wrote, on one drive')
    .requiredOption('--drive <path>', 'folder or log file of the drive')
    .requiredOption('--models <file...>', 'the checkpoints in their order, or a folder of them')
    .addOption(mappingOption())
    .option('--frames <a,b,…>', `frames whose masks are looked at; at most ${maxFrames}`, parseFrames)
    .option('--count <frames>', `so many frames spread over the drive; ${usualCount} when left out`, parseFrameCount)
    .option('--sheet <file.png>', 'also write the masks: a row for each checkpoint, a column for each frame')
    .option('--csv <file.csv>', 'also write the figures as a table')
    .option('--json', 'all that was found as JSON on stdout, in place of the table', false)
    .addOption(engineOption())
    .addOption(deviceOption())
    .addOption(poolingOption())
    .addOption(methodOption())
    .addOption(preprocessingOption())
    .addHelpText(
      'after',
      `
Networks in a folder come in the order of their names, epoch-2 before epoch-10; files named one by one stay in the order
given. Every checkpoint is run over the whole drive: MAE, RMSE and r are those of steerscope analyze. The masks of the
chosen frames are compared with those of the last checkpoint: rank correlation, and IoU, the overlap of the most
salient tenth. A checkpoint that cannot be used is told and skipped (exit code 3).
Unless --preprocessing says what training did, each checkpoint goes by the file beside it (epoch-1.h5.steerscope.json).`,
    )
    .action((flags: CheckpointsFlags, command: Command) => {
      if (flags.frames && flags.count)
        command.error('error: Give --frames or --count, not both.', { exitCode: exitCodes.usage });
      return runAction((signal) => checkpoints(flags, signal));
    });

async function checkpoints(flags: CheckpointsFlags, signal: AbortSignal): Promise<ExitCode> {
  const { drive: drivePath, models, frames, count = usualCount, sheet: sheetPath, csv: csvPath, json } = flags;
  const choice = await networkChoice(flags);
  const mapping = await givenMapping(flags.mapping);
  // Loaded when needed, as in the other commands: --help should not wait for it.
  const { findCheckpoints } = await import('./find-checkpoints.ts');
  const { runCheckpoints } = await import('./checkpoints.ts');
  const { checkpointsCsv, describeCheckpoints } = await import('./describe-checkpoints.ts');
  const { writeFile } = await import('node:fs/promises');
  const { outputError, startOutputFile } = await import('../export/output-file.ts');
  const modelPaths = await findCheckpoints(models);
  const sheetFile = sheetPath === undefined ? null : await startOutputFile(sheetPath, '.png');
  const csvFile = csvPath === undefined ? null : await startOutputFile(csvPath, '.csv');
  try {
    const progress = startProgress('Analysing');
    const request = { ...choice, drivePath, mapping, modelPaths, frames: frames ?? { count } };
    const { result, sheet } = await runCheckpoints(
      { ...request, sheet: sheetFile !== null },
      { signal, onProgress: progress.update },
    ).finally(progress.stop);
    if (sheetFile) await sheet?.write(sheetFile);
    if (csvFile)
      await writeFile(csvFile.partialPath, checkpointsCsv(result)).catch((thrown: unknown) => {
        throw outputError(thrown, csvFile.path);
      });
    signal.throwIfAborted();
    const written = [sheetFile, csvFile].flatMap((file) => file ?? []);
    for (const file of written) await file.publish();
    const list = written.length > 0 ? ['Written:', ...written.map(({ path }) => `  ${path}`)].join('\n') : '';
    const told = [describeCheckpoints(result), list].filter(Boolean).join('\n\n');
    process.stdout.write(`${json ? JSON.stringify(result, null, 2) : told}\n`);
    const complete = result.checkpoints.every(({ found }) => found && found.predicted === found.frameCount);
    return complete ? exitCodes.ok : exitCodes.incomplete;
  } finally {
    await sheetFile?.discard();
    await csvFile?.discard();
  }
}

function parseFrames(text: string): readonly number[] {
  const frames = text.split(',').map((part) => part.trim());
  if (frames.length <= maxFrames && frames.every((part) => /^\d{1,9}$/.test(part))) return frames.map(Number);
  throw new InvalidArgumentError(`Give at most ${maxFrames} frame numbers, as 10,200,400.`);
}

function parseFrameCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0 && count <= maxFrames) return count;
  throw new InvalidArgumentError(`Give a whole number from 1 to ${maxFrames}.`);
}
