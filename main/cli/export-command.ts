import { Command } from 'commander';
import type { DriveMapping } from '../../shared/drive-mapping.ts';
import { openDrive } from '../drives/registry.ts';
import { exportClip } from '../export/export-clip.ts';
import { describeProblems } from './describe-problems.ts';
import { exitCodes } from './exit-codes.ts';
import { givenMapping, mappingOption } from './mapping-option.ts';
import { framesWithin, frameRangeHelp, parseFrameRange, type FrameRange } from './frame-range.ts';
import { lookOf, lookOptions, type LookFlags } from './look-options.ts';
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

interface ExportFlags extends NetworkFlags, LookFlags {
  readonly drive: string;
  readonly mapping?: string;
  readonly model: string;
  readonly out: string;
  readonly frames?: FrameRange;
}

export function exportCommand(): Command {
  const command = new Command('export')
    .description('write a clip: frames with the mask over them, steering gauges, plot, frame number and time')
    .requiredOption('--drive <path>', 'folder or log file of the drive')
    .requiredOption('--model <file>', 'the network')
    .addOption(mappingOption())
    .requiredOption('--out <file.mp4>', 'the clip (H.264)')
    .option('--frames <A:B>', frameRangeHelp, parseFrameRange)
    .addOption(engineOption())
    .addOption(deviceOption())
    .addOption(poolingOption())
    .addOption(methodOption())
    .addOption(preprocessingOption())
    .action((flags: ExportFlags) =>
      runAction(async (signal) => {
        const choice = await networkChoice(flags);
        const mapping = await givenMapping(flags.mapping);
        const { drive: drivePath, model: modelPath, out: outPath } = flags;
        const range = framesWithin(flags.frames, await frameCountOf(drivePath, mapping, signal));
        const progress = startProgress('Exporting');
        const request = { ...choice, mapping, drivePath, modelPath, ...range, outPath, ...lookOf(flags) };
        const clip = await exportClip(request, { signal, onProgress: progress.update }).finally(progress.stop);
        const written = `Written: ${clip.path} (${clip.frameCount} frames, ${megabytes(clip.sizeBytes)})`;
        process.stdout.write(`${[describeProblems(clip.problems), written].filter(Boolean).join('\n\n')}\n`);
        return clip.predictedCount < clip.frameCount ? exitCodes.incomplete : exitCodes.ok;
      }),
    );
  for (const option of lookOptions()) command.addOption(option);
  return command;
}

async function frameCountOf(drivePath: string, mapping: DriveMapping | null, signal: AbortSignal): Promise<number> {
  const drive = await openDrive(drivePath, { signal, ...(mapping && { mapping }) });
  drive.dispose();
  return drive.info.frameCount;
}

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
