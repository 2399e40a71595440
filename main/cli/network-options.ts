import { Option, type Command } from 'commander';
import {
  deviceChoices,
  engineChoices,
  poolingReadings,
  type DeviceChoice,
  type EngineChoice,
} from '../../shared/analysis.ts';
import type { PoolingReading } from '../../shared/geometry.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import { readPreprocessing } from '../preprocess/read-preprocessing.ts';

/** The flags of every command that runs a network. */
export interface NetworkFlags {
  readonly engine: EngineChoice;
  readonly device: DeviceChoice;
  readonly pooling: PoolingReading;
  readonly preprocessing?: string;
}

/** How a network is run. */
export interface NetworkChoice extends Omit<NetworkFlags, 'preprocessing'> {
  /** Null: the file beside the network, else the default for it. */
  readonly preprocessing: Preprocessing | null;
}

export const usualChoice: NetworkChoice = { engine: 'auto', device: 'auto', pooling: 'separate', preprocessing: null };

export const engineOption = (): Option =>
  new Option('--engine <name>', 'what runs the network; auto takes the fastest that can')
    .choices(engineChoices)
    .default(usualChoice.engine);

export const deviceOption = (): Option =>
  new Option('--device <name>', 'where it runs; auto takes the fastest that is there and agrees with the CPU')
    .choices(deviceChoices)
    .default(usualChoice.device);

export const withNetworkOptions = (command: Command): Command =>
  command
    .addOption(engineOption())
    .addOption(deviceOption())
    .addOption(
      new Option('--pooling <reading>', 'how masks pass pooling layers: as windows of their own, or with a convolution')
        .choices(poolingReadings)
        .default(usualChoice.pooling),
    )
    .option('--preprocessing <file>', 'JSON file that says what training did to a picture, and which output steers');

/** @throws SteerscopeError when the preprocessing file cannot be used. */
export async function networkChoice({ engine, device, pooling, preprocessing }: NetworkFlags): Promise<NetworkChoice> {
  return {
    engine,
    device,
    pooling,
    preprocessing: preprocessing === undefined ? null : await readPreprocessing(preprocessing),
  };
}
