import { Command, InvalidArgumentError } from 'commander';
import { saliencyMethods, usualMethods, type SaliencyMethod } from '../../shared/saliency-methods.ts';
import { describeTiming } from './describe-timing.ts';
import { exitCodes } from './exit-codes.ts';
import { givenPreprocessing, preprocessingOption } from './network-options.ts';
import { parseCount } from './parse-count.ts';
import { startProgress } from './progress.ts';
import { runAction } from './run-action.ts';

interface TimingFlags {
  readonly model: string;
  readonly preprocessing?: string;
  readonly methods?: readonly SaliencyMethod[];
  readonly threads: number;
  readonly rounds: number;
  readonly json: boolean;
}

export const labTimingCommand = (): Command =>
  new Command('timing')
    .description('time a forward pass and the mask of each method, on every engine that runs the network')
    .requiredOption('--model <file>', 'the network')
    .addOption(preprocessingOption())
    .option(
      '--methods <a,b,…>',
      'what to time; all but the slow ones and the public ports when left out; steerscope methods lists them',
      parseMethods,
    )
    .option('--threads <count>', 'threads of one call of ONNX Runtime', parseCount, 1)
    .option('--rounds <count>', 'how often each has its turn', parseCount, 12)
    .option('--json', 'as JSON on stdout, for scripts', false)
    .addHelpText(
      'after',
      `
One picture at a time; each method has its turn in every round, so that a slow moment of the machine falls on all, and what is
told is the median. "mask" is the mask alone, as the window works it out beside the prediction. "added" is what it adds to a
prediction at least: a pass back through the network begins with a forward pass, which is taken off; VisualBackProp needs the
averages over channels that the forward pass gives it, and they are added. Both are told as shares of the forward pass; the
last column divides what is added. Let the machine do nothing else meanwhile: what takes long is interrupted more often than
what takes little, and the shares grow. The paper names 2.0 ms for VisualBackProp and 24.6 ms for LRP, 12 times as long, on a
machine and a network that it does not tell.`,
    )
    .action(({ model: modelPath, preprocessing: file, methods = usualMethods, threads, rounds, json }: TimingFlags) =>
      runAction(async (signal) => {
        const { timeMethods } = await import('../analysis/time-methods.ts');
        const preprocessing = await givenPreprocessing(file);
        const progress = startProgress('Timing', process.stderr, 'rounds');
        const timing = await timeMethods(
          { modelPath, preprocessing, methods, threads },
          { rounds, signal, onProgress: progress.update },
        ).finally(progress.stop);
        process.stdout.write(`${json ? JSON.stringify(timing, null, 2) : describeTiming(timing)}\n`);
        return exitCodes.ok;
      }),
    );

function parseMethods(text: string): readonly SaliencyMethod[] {
  return text.split(',').map((name) => {
    const method = saliencyMethods.find((one) => one === name);
    if (method === undefined)
      throw new InvalidArgumentError(`There is no method "${name}": ${saliencyMethods.join(', ')}.`);
    return method;
  });
}
