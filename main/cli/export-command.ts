import { Command, InvalidArgumentError, Option } from 'commander';
import { maskStyleSchema } from '../../shared/api.ts';
import type { DriveMapping } from '../../shared/drive-mapping.ts';
import { colourMapNames } from '../../shared/annotate/colour-maps.ts';
import { openDrive } from '../drives/registry.ts';
import { exportClip } from '../export/export-clip.ts';
import { describeProblems } from './describe-problems.ts';
import { exitCodes } from './exit-codes.ts';
import { givenMapping, mappingOption } from './mapping-option.ts';
import { framesWithin, frameRangeHelp, parseFrameRange, type FrameRange } from './frame-range.ts';
import {
  networkChoice,
  deviceOption,
  engineOption,
  poolingOption,
  preprocessingOption,
  type NetworkFlags,
} from './network-options.ts';
import { startProgress } from './progress.ts';
import { runAction } from './run-action.ts';

interface ExportFlags extends NetworkFlags {
  readonly drive: string;
  readonly mapping?: string;
  readonly model: string;
  readonly out: string;
  readonly frames?: FrameRange;
  readonly colourMap: string;
  readonly opacity: number;
  readonly threshold: number;
}

export const exportCommand = (): Command =>
  new Command('export')
    .description('write a clip: frames with the mask over them, steering gauges, plot, frame number and time')
    .requiredOption('--drive <path>', 'folder or log file of the drive')
    .requiredOption('--model <file>', 'the network')
    .addOption(mappingOption())
    .requiredOption('--out <file.mp4>', 'the clip (H.264)')
    .option('--frames <A:B>', frameRangeHelp, parseFrameRange)
    .addOption(engineOption())
    .addOption(deviceOption())
    .addOption(poolingOption())
    .addOption(preprocessingOption())
    .addOption(new Option('--colour-map <name>', 'colours of the mask').choices(colourMapNames).default('green'))
    .option('--opacity <0..1>', 'what full saliency covers', parseShare, 0.8)
    .option('--threshold <0..1>', 'saliency below it is not drawn', parseShare, 0)
    .action((flags: ExportFlags) =>
      runAction(async (signal) => {
        const choice = await networkChoice(flags);
        const mapping = await givenMapping(flags.mapping);
        const { colourMap, opacity, threshold } = flags;
        const maskStyle = maskStyleSchema.parse({ colourMap, opacity, threshold });
        const { drive: drivePath, model: modelPath, out: outPath } = flags;
        const range = framesWithin(flags.frames, await frameCountOf(drivePath, mapping, signal));
        const progress = startProgress('Exporting');
        const request = { ...choice, mapping, drivePath, modelPath, ...range, outPath, maskStyle };
        const clip = await exportClip(request, { signal, onProgress: progress.update }).finally(progress.stop);
        const written = `Written: ${clip.path} (${clip.frameCount} frames, ${megabytes(clip.sizeBytes)})`;
        process.stdout.write(`${[describeProblems(clip.problems), written].filter(Boolean).join('\n\n')}\n`);
        return clip.predictedCount < clip.frameCount ? exitCodes.incomplete : exitCodes.ok;
      }),
    );

async function frameCountOf(drivePath: string, mapping: DriveMapping | null, signal: AbortSignal): Promise<number> {
  const drive = await openDrive(drivePath, { signal, ...(mapping && { mapping }) });
  drive.dispose();
  return drive.info.frameCount;
}

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

function parseShare(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('Give a number from 0 to 1.');
}
