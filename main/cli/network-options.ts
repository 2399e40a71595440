import { Option } from 'commander';
import {
  deviceChoices,
  engineChoices,
  poolingReadings,
  type DeviceChoice,
  type EngineChoice,
} from '../../shared/analysis.ts';
import type { PoolingReading } from '../../shared/geometry.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import { saliencyMethods, type SaliencyMethod } from '../../shared/saliency-methods.ts';
import { readPreprocessing } from '../preprocess/read-preprocessing.ts';

/** The flags of every command that runs a network. */
export interface NetworkFlags {
  readonly engine: EngineChoice;
  readonly device: DeviceChoice;
  readonly pooling: PoolingReading;
  readonly method: SaliencyMethod;
  readonly preprocessing?: string;
}

/** How a network is run. */
export interface NetworkChoice extends Omit<NetworkFlags, 'preprocessing'> {
  /** Null: the file beside the network, else the default for it. */
  readonly preprocessing: Preprocessing | null;
}

export const usualFlags: NetworkFlags = {
  engine: 'auto',
  device: 'auto',
  pooling: 'separate',
  method: 'visual-backprop',
};
export const usualChoice: NetworkChoice = { ...usualFlags, preprocessing: null };

export const engineOption = (): Option =>
  new Option('--engine <name>', 'what runs the network; auto takes the fastest that can')
    .choices(engineChoices)
    .default(usualChoice.engine);

export const deviceOption = (): Option =>
  new Option('--device <name>', 'where it runs; auto takes the fastest that is there and agrees with the CPU')
    .choices(deviceChoices)
    .default(usualChoice.device);

export const poolingOption = (): Option =>
  new Option('--pooling <reading>', 'how masks pass pooling layers: as windows of their own, or with a convolution')
    .choices(poolingReadings)
    .default(usualChoice.pooling);

export const methodOption = (): Option =>
  new Option('--method <name>', 'what makes the masks; steerscope methods says what each means')
    .choices(saliencyMethods)
    .default(usualChoice.method);

export const preprocessingOption = (): Option =>
  new Option(
    '--preprocessing <file>',
    'JSON file that says what training did to a picture, and which output is the steering',
  );

/** What --preprocessing names; null without it. @throws SteerscopeError when the file cannot be used. */
export const givenPreprocessing = async (file: string | undefined): Promise<Preprocessing | null> =>
  file === undefined ? null : readPreprocessing(file);

/** @throws SteerscopeError when the preprocessing file cannot be used. */
export async function networkChoice({ preprocessing, ...flags }: NetworkFlags): Promise<NetworkChoice> {
  const { engine, device, pooling, method } = flags;
  return { engine, device, pooling, method, preprocessing: await givenPreprocessing(preprocessing) };
}
