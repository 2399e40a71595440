import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { startOutputFile } from '../export/output-file.ts';
import { describeParity } from './describe-parity.ts';
import { exitCodes } from './exit-codes.ts';
import { megabytes } from './export-command.ts';
import { givenPreprocessing, preprocessingOption } from './network-options.ts';
import { runAction } from './run-action.ts';

interface ConvertFlags {
  readonly drive?: string;
  readonly preprocessing?: string;
  readonly overwrite: boolean;
}

export const convertCommand = (): Command =>
  new Command('convert')
    .description('write a Keras, TF.js, TensorFlow or TensorFlow Lite network as ONNX, and compare the two')
    .argument('<network>', 'what to convert')
    .argument('<file.onnx>', 'what to write')
    .option('--drive <path>', 'compare on frames of this drive; on made up pictures when left out')
    .addOption(preprocessingOption())
    .option('--overwrite', 'also over a file that is there', false)
    .action((modelPath: string, outPath: string, { drive, preprocessing: file, overwrite }: ConvertFlags) =>
      runAction(async (signal) => {
        // Loaded when needed: it brings TensorFlow.js, and --help should not wait for it.
        const { carryPreprocessing, convertNetwork } = await import('../analysis/convert-network.ts');
        const preprocessing = await givenPreprocessing(file);
        if (!overwrite && existsSync(outPath))
          throw new SteerscopeError(
            'output-not-writable',
            `There is such a file already: ${outPath}`,
            'Choose another name, or add --overwrite.',
          );
        const output = await startOutputFile(outPath, '.onnx');
        try {
          const request = { modelPath, drivePath: drive ?? null, preprocessing, outPath: output.partialPath };
          const report = await convertNetwork(request, signal);
          const sizeBytes = await output.publish();
          const carried = await carryPreprocessing({ modelPath, outPath: output.path, preprocessing });
          const written = [
            `Written: ${output.path} (${megabytes(sizeBytes)})`,
            ...(carried ? [`Written: ${carried}`] : []),
          ];
          process.stdout.write(`${describeParity(report)}\n\n${written.join('\n')}\n`);
          return report?.agrees === false ? exitCodes.incomplete : exitCodes.ok;
        } finally {
          await output.discard();
        }
      }),
    );
