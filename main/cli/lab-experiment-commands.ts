import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import {
  deletionFills,
  deletionTestSchema,
  focusJumpsSchema,
  labRequestSchema,
  perturbationTestSchema,
  shiftFills,
  shiftTestSchema,
  usualFrames,
  type LabRequest,
} from '../../shared/lab.ts';
import type { LabResult } from '../../shared/lab-findings.ts';
import { describeLab } from './describe-lab.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { deletionHelp, perturbationHelp, shiftHelp } from './lab-help.ts';
import { givenMapping, mappingOption } from './mapping-option.ts';
import {
  deviceOption,
  engineOption,
  methodOption,
  networkChoice,
  poolingOption,
  preprocessingOption,
  usualFlags,
  type NetworkFlags,
} from './network-options.ts';
import { startProgress } from './progress.ts';
import { runAction } from './run-action.ts';

/** What every experiment is told; the rest of the flags is the experiment's own. */
interface LabFlags extends Partial<NetworkFlags> {
  readonly drive: string;
  readonly mapping?: string;
  readonly model: string;
  readonly from?: number;
  readonly to?: number;
  readonly every?: number;
  readonly json: boolean;
  readonly out?: string;
}

/** One command an experiment. */
export const labExperimentCommands = (): readonly Command[] => [
  shiftCommand(),
  deletionCommand(),
  perturbationCommand(),
  compareCommand(),
  jumpsCommand(),
];

/** What the contract takes unless told otherwise. */
const usual = {
  shift: shiftTestSchema.parse({ kind: 'shift' }),
  deletion: deletionTestSchema.parse({ kind: 'deletion' }),
  perturbation: perturbationTestSchema.parse({ kind: 'perturbation' }),
  jumps: focusJumpsSchema.parse({ kind: 'jumps' }),
};

const shiftCommand = (): Command =>
  experimentCommand(
    'shift',
    'move the salient pixels, the background, and all of the picture sideways, and see how the steering follows',
    ({ threshold, dilation, limit, step, fill, method }) => {
      return { kind: 'shift', method, threshold, dilationPx: dilation, limitPx: limit, stepPx: step, fill };
    },
  )
    .addOption(everyOption())
    .addOption(methodOption())
    .option(
      '--threshold <top:share|range:share>',
      `salient are this share of the pixels with the largest values, or those above this share of the largest value; ${usual.shift.threshold.by}:${usual.shift.threshold.share} when left out`,
      parseThreshold,
    )
    .option('--dilation <px>', 'radius by which salient pixels grow; a 50th of the width when left out', Number)
    .option('--limit <px>', 'move up to so far to either side; a 25th of the width when left out', Number)
    .option('--step <px>', 'from one position to the next; 10 positions to either side at most when left out', Number)
    .addOption(
      new Option(
        '--fill <how>',
        `what comes where a part was moved away from; ${usual.shift.fill} when left out`,
      ).choices(shiftFills),
    )
    .addHelpText('after', shiftHelp);

const deletionCommand = (): Command =>
  experimentCommand(
    'deletion',
    'delete pixels, and put them back into an empty picture, in the order of the mask',
    ({ cell, steps, fill, repeats, seed, method }) => {
      return { kind: 'deletion', method, cellPx: cell, steps, fill, repeats, seed };
    },
  )
    .addOption(everyOption())
    .addOption(methodOption())
    .option('--cell <px>', `pixels go in squares of this side; ${usual.deletion.cellPx} when left out`, Number)
    .option('--steps <count>', `equal shares in which they go; ${usual.deletion.steps} when left out`, Number)
    .addOption(
      new Option('--fill <how>', `what a deleted pixel becomes; ${usual.deletion.fill} when left out`).choices(
        deletionFills,
      ),
    )
    .option('--repeats <count>', `random orders that are averaged; ${usual.deletion.repeats} when left out`, Number)
    .option('--seed <number>', `of the random orders; ${usual.deletion.seed} when left out`, Number)
    .addHelpText('after', deletionHelp);

const perturbationCommand = (): Command =>
  experimentCommand(
    'perturbation',
    'make squares of the picture noise, the most salient first (MoRF, AOPC)',
    ({ region, steps, repeats, seed, method }) => {
      return { kind: 'perturbation', method, regionPx: region, steps, repeats, seed };
    },
  )
    .addOption(everyOption())
    .addOption(methodOption())
    .option('--region <px>', 'side of a square; a 25th of the side of the input as a square when left out', Number)
    .option('--steps <count>', `squares that become noise; ${usual.perturbation.steps} when left out`, Number)
    .option(
      '--repeats <count>',
      `draws of noise and of the random order that are averaged; ${usual.perturbation.repeats} when left out`,
      Number,
    )
    .option('--seed <number>', `of both; ${usual.perturbation.seed} when left out`, Number)
    .addHelpText('after', perturbationHelp);

const compareCommand = (): Command =>
  experimentCommand(
    'compare',
    'how alike the masks of several methods are: rank correlation and overlap of the most salient tenth',
    ({ methods }) => ({ kind: 'compare', methods }),
  )
    .addOption(everyOption())
    .option(
      '--methods <a,b,…>',
      'all but the slow ones and those of public ports when left out; steerscope methods tells all',
      (text: string) => text.split(','),
    );

const jumpsCommand = (): Command =>
  experimentCommand(
    'jumps',
    'frames at which the centre of the mask jumps while the steering stays, the farthest first',
    ({ steadyBelow, count, method }) => ({ kind: 'jumps', method, steadyBelow, count }),
  )
    .addOption(methodOption())
    .option('--steady-below <change>', 'a change of steering that counts as staying; the median when left out', Number)
    .option('--count <frames>', `how many are listed; ${usual.jumps.count} when left out`, Number);

/** Not of the jumps: they can only be told of neighbours. */
const everyOption = (): Option =>
  new Option(
    '--every <frames>',
    `every so many frames; so that about ${usualFrames} are looked at when left out`,
  ).argParser(Number);

/** @param experimentOf makes the request of the flags; checked against the contract, where the defaults are. */
function experimentCommand(
  name: string,
  description: string,
  experimentOf: (flags: Record<string, unknown>) => Record<string, unknown>,
): Command {
  return new Command(name)
    .description(description)
    .requiredOption('--drive <path>', 'folder or log file of the drive')
    .requiredOption('--model <file>', 'the network')
    .addOption(mappingOption())
    .option('--from <frame>', 'first frame of the range', Number)
    .option('--to <frame>', 'frame behind the last of the range', Number)
    .addOption(engineOption())
    .addOption(deviceOption())
    .addOption(poolingOption())
    .addOption(preprocessingOption())
    .option('--json', 'all that was found as JSON on stdout, in place of the table', false)
    .option('--out <file>', 'also write all that was found to a JSON file')
    .action((flags: LabFlags & Record<string, unknown>, command: Command) => {
      const { from, to, every } = flags;
      const asked = labRequestSchema.safeParse({ experiment: experimentOf(flags), from, to, every });
      if (!asked.success) command.error(`error: ${z.prettifyError(asked.error)}`, { exitCode: exitCodes.usage });
      return runAction((signal) => experiment(asked.data!, flags, signal));
    });
}

async function experiment(request: LabRequest, flags: LabFlags, signal: AbortSignal): Promise<ExitCode> {
  const { drive: drivePath, model: modelPath, json, out } = flags;
  const { preprocessing, engine, device, pooling } = await networkChoice({ ...usualFlags, ...flags });
  const mapping = await givenMapping(flags.mapping);
  // Loaded when needed, as in the other commands: --help should not wait for it.
  const { openAnalysisClient } = await import('../analysis/analysis-client.ts');
  const { writeWhole } = await import('../analysis/write-whole.ts');
  const { planLab } = await import('../lab/plan-lab.ts');
  const { runLab } = await import('../lab/run-lab.ts');
  const asked = { drivePath, mapping, modelPath, engine, device, preprocessing, pooling, threads: 1 };
  const client = await openAnalysisClient(asked, { signal });
  let result: LabResult;
  try {
    const progress = startProgress('Looking at');
    result = await runLab(client, planLab(request, client.state), {
      signal,
      onProgress: progress.update,
    }).finally(progress.stop);
  } finally {
    await client.dispose();
  }
  const text = JSON.stringify(result, null, 2);
  if (out !== undefined) await writeWhole(resolve(out), `${text}\n`, 'Choose a place that you may write to.');
  process.stdout.write(`${json ? text : describeLab(result)}\n`);
  return result.frameCount > 0 ? exitCodes.ok : exitCodes.incomplete;
}

/** `top:0.1` or `range:0.3`. */
function parseThreshold(text: string): { by: string; share: number } {
  const match = /^(top|range):([\d.]+)$/.exec(text);
  if (!match) throw new InvalidArgumentError('Give top: or range: and a share, as top:0.1.');
  return { by: match[1]!, share: Number(match[2]) };
}
