import { Command } from 'commander';
import { analyze } from './analyze.ts';
import { describeSummary } from './describe-summary.ts';
import { exitCodes } from './exit-codes.ts';
import { givenMapping, mappingOption } from './mapping-option.ts';
import { frameRangeHelp, parseFrameRange, type FrameRange } from './frame-range.ts';
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
import { givenEdits, whatIfOption } from './what-if-option.ts';
import { runAction } from './run-action.ts';

interface AnalyzeFlags extends NetworkFlags {
  readonly drive: string;
  readonly mapping?: string;
  readonly model: string;
  readonly out: string;
  readonly frames?: FrameRange;
  readonly masks: boolean;
  readonly layers: boolean;
  readonly whatIf?: string;
}

export const analyzeCommand = (): Command =>
  new Command('analyze')
    .description('predict every frame of a drive and compare with the recorded steering')
    .requiredOption('--drive <path>', 'folder or log file of the drive')
    .requiredOption('--model <file>', 'the network')
    .addOption(mappingOption())
    .requiredOption('--out <folder>', 'where predictions.csv and summary.json go; made when it is not there')
    .option('--frames <A:B>', frameRangeHelp, parseFrameRange)
    .addOption(engineOption())
    .addOption(deviceOption())
    .addOption(poolingOption())
    .addOption(methodOption())
    .addOption(preprocessingOption())
    .addOption(whatIfOption())
    .option(
      '--masks',
      'also write masks.npy: float32, frames × rows × columns of the network input, 0..1 (signed methods -1..1)',
      false,
    )
    .option('--layers', 'also write averaged-<layer>.npy and intermediate-<layer>.npy of each layer', false)
    .addHelpText(
      'after',
      `
predictions.csv has the columns frame, image, time_s, recorded, predicted, error (predicted minus recorded), one for
each number that the network answers beside the steering, and where the network has convolutions these figures of the
mask: mask_mass (mean, 0..1), mask_entropy (over its pixels, 1 where all are alike), mask_centroid_x and
mask_centroid_y (shares of the network's view, from its left and top edge), mask_change (half the sum of absolute
differences to the frame before, both as distributions: 0 the same, 1 disjoint) and mask_max (what 1 stands for). Of a
method whose masks have a sign they are figures of the magnitudes.
Which output is the steering is guessed unless the preprocessing file says it (steerscope inspect shows it); degrees
and radians are converted to the drive's unit, and where the units cannot be converted there is no error.
Without --preprocessing the file beside the network is used where there is one (pilotnet.h5.steerscope.json for
pilotnet.h5); else the whole picture is resized (cv2 linear) to the network's input, RGB, scaled to 0..1 unless the
network scales it itself.

--what-if FILE edits every picture first, in the order given; predictions and masks are then of the edited pictures, a
column predicted_as_recorded stands beside, and summary.json says how far the two are apart. The edits: brightness
(by: levels), contrast (factor), exposure (stops), blur (sigma: pixels), noise (sigma: levels, seed), flip, shift
(dx, dy: pixels), rotate (degrees, clockwise), erase (shapes: rectangle or stroke; fill: inpaint, mean, noise):
  [{"op": "exposure", "stops": -1}, {"op": "blur", "sigma": 2},
   {"op": "erase", "shapes": [{"kind": "rectangle", "left": 0, "top": 100, "width": 320, "height": 20}]}]`,
    )
    .action((flags: AnalyzeFlags) =>
      runAction(async (signal) => {
        const choice = await networkChoice(flags);
        const mapping = await givenMapping(flags.mapping);
        const edits = await givenEdits(flags.whatIf);
        const { drive: drivePath, model: modelPath, out: outFolder, frames, masks, layers } = flags;
        const progress = startProgress('Analysing');
        const request = { ...choice, mapping, drivePath, modelPath, outFolder, frames, masks, layers, edits };
        const { summary, paths } = await analyze(request, { signal, onProgress: progress.update }).finally(
          progress.stop,
        );
        process.stdout.write(`${describeSummary(summary, paths)}\n`);
        return summary.frames.predicted < summary.frames.count ? exitCodes.incomplete : exitCodes.ok;
      }),
    );
