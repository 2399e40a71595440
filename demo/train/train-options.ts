import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { demoDrive } from '../demo-drive.ts';
import { networkNames, type NetworkName } from '../networks/demo-networks.ts';

/** What `npm run demo:train` is asked for. */
export interface TrainOptions {
  readonly network: NetworkName;
  readonly epochs: number;
  /** To train on. */
  readonly frames: number;
  /** Where the network goes. */
  readonly modelFile: string;
  /** Where the masks go. */
  readonly pictureFolder: string;
}

/** The bundled drive's first part, and 450 frames of each of eight drives more. */
export const usualFrames = demoDrive.heldBackFrom + 8 * 450;
const usualEpochs = 4;
const outFolder = join(import.meta.dirname, '..', '..', 'out', 'demo-training');

export const usage = `npm run demo:train -- [--network <name>] [--epochs <count>] [--frames <count>] [--out <folder>]

  --network  ${networkNames.join(', ')}; pilotnet when left out
  --epochs   how often each frame is seen; ${String(usualEpochs)} when left out
  --frames   how many frames to train on, those of the bundled drive first; ${String(usualFrames)} when left out
  --out      where network, preprocessing, and masks and checkpoints of each epoch go; out/demo-training/<network>/ when left out, but with no option at all
             the bundled network is replaced`;

/** @throws Error in words for the one who called, when the arguments make no sense. */
export function parseTrainOptions(args: readonly string[]): TrainOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      network: { type: 'string', default: 'pilotnet' },
      epochs: { type: 'string', default: String(usualEpochs) },
      frames: { type: 'string', default: String(usualFrames) },
      out: { type: 'string' },
    },
  });
  const network = networkNames.find((name) => name === values.network);
  if (!network) throw new Error(`There is no network "${values.network}": ${networkNames.join(', ')}.`);
  const common = { network, epochs: count('epochs', values.epochs), frames: count('frames', values.frames) };
  if (args.length === 0) return { ...common, modelFile: demoDrive.modelFile, pictureFolder: outFolder };
  const pictureFolder = values.out ?? join(outFolder, network);
  return { ...common, modelFile: join(pictureFolder, `${network}.h5`), pictureFolder };
}

function count(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`--${name} takes a whole number above 0, not "${text}".`);
}
