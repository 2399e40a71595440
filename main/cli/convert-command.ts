import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { carryPreprocessing, convertNetwork, parityTolerance, type ParityReport } from '../analysis/convert-network.ts';
import { startOutputFile } from '../export/output-file.ts';
import { exitCodes } from './exit-codes.ts';
import { megabytes } from './export-command.ts';
import { runAction } from './run-action.ts';
import { textTable } from './text-table.ts';

interface ConvertFlags {
  readonly drive?: string;
  readonly overwrite?: boolean;
}

export const convertCommand = (): Command =>
  new Command('convert')
    .description('write a Keras, TF.js, TensorFlow or TensorFlow Lite network as ONNX, and compare the two')
    .argument('<network>', 'what to convert')
    .argument('<file.onnx>', 'what to write')
    .option('--drive <path>', 'compare on frames of this drive; on made up pictures when left out')
    .option('--overwrite', 'also over a file that is there')
    .action((modelPath: string, outPath: string, { drive, overwrite = false }: ConvertFlags) =>
      runAction(async (signal) => {
        if (!overwrite && existsSync(outPath))
          throw new SteerscopeError(
            'output-not-writable',
            `There is such a file already: ${outPath}`,
            'Choose another name, or add --overwrite.',
          );
        const output = await startOutputFile(outPath, '.onnx');
        try {
          const request = { modelPath, drivePath: drive ?? null, outPath: output.partialPath };
          const report = await convertNetwork(request, signal);
          const sizeBytes = await output.publish();
          const carried = await carryPreprocessing(modelPath, output.path);
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

/** The differences, part by part, for a person. */
export function describeParity(report: ParityReport | null): string {
  if (!report) return 'Nothing to compare with: Steerscope runs this network as the ONNX it has written.';
  const { frames, outputs, stages, agrees } = report;
  const rows = [
    ...outputs.map((part) => ['output', part.name, difference(part.maxDifference)]),
    ...stages.map((part) => ['stage', part.name, difference(part.maxDifference)]),
  ];
  const verdict = agrees
    ? `Both answer alike on ${String(frames)} pictures (within ${difference(parityTolerance)}).`
    : `They do NOT answer alike on ${String(frames)} pictures (beyond ${difference(parityTolerance)}): do not use the ONNX file, and please report the network.`;
  return [textTable([['', 'part', 'max difference'], ...rows], [2]), verdict].join('\n\n');
}

const difference = (value: number): string => value.toExponential(1);
