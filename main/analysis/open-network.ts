import { isDeepStrictEqual } from 'node:util';
import type { SessionState } from '../../shared/session.ts';
import type { DeviceChoice, EngineChoice } from '../../shared/analysis.ts';
import type { ModelInfo } from '../../shared/model.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { Engine } from '../engines/engine.ts';
import { openEngine } from '../engines/open-engine.ts';
import type { Model } from '../models/model.ts';
import { openModelWithFiles, type NetworkFiles } from '../models/network-files.ts';
import { defaultPreprocessing } from '../preprocess/default-preprocessing.ts';
import { compilePreprocessing, type Preprocessor } from '../preprocess/preprocess.ts';
import { planOtherInputs, type OtherInputs } from './other-inputs.ts';
import { readSidecar } from './preprocessing-file.ts';
import { refuseCancelled } from './refuse-cancelled.ts';

/** A preprocessing, and what a network needs of it to be run on pictures. */
interface Feeding {
  readonly preprocessing: Preprocessing;
  readonly preprocessingSource: NonNullable<SessionState['preprocessingSource']>;
  /** Fingerprint of the file beside the network, where the preprocessing comes from it; null otherwise. */
  readonly fileRead: string | null;
  readonly preprocessor: Preprocessor;
  readonly otherInputs: OtherInputs;
}

/** A network as its files say it, with what it is to be fed. */
export interface ReadNetwork extends Feeding {
  /** As it was asked for. */
  readonly path: string;
  readonly model: Model;
  readonly files: NetworkFiles;
}

/** A network with all that is needed to run it on pictures. */
export interface Network extends ReadNetwork {
  readonly engine: Engine;
  dispose(): Promise<void>;
}

export interface OpenNetworkOptions {
  readonly engine: EngineChoice;
  readonly device: DeviceChoice;
  /** Null: the file beside the network, else the default. */
  readonly preprocessing: Preprocessing | null;
  /** Threads that the engine may use; the machine's cores when left out. */
  readonly threads?: number | undefined;
}

/** @throws SteerscopeError whatever keeps the network from opening, its preprocessing from fitting, its engine from starting. */
export async function openNetwork(path: string, options: OpenNetworkOptions, signal?: AbortSignal): Promise<Network> {
  const read = await readNetwork(path, options.preprocessing);
  if (signal?.aborted) read.model.dispose();
  refuseCancelled(signal);
  return startNetwork(read, options);
}

/** @throws SteerscopeError whatever keeps the network from being read, or its preprocessing from fitting. */
export async function readNetwork(path: string, given: Preprocessing | null): Promise<ReadNetwork> {
  const found = await findPreprocessing(path, given);
  const { model, files } = await openModelFor(path, found?.preprocessing ?? null);
  try {
    return { path, model, files, ...feedingOf(model.info, found) };
  } catch (thrown) {
    model.dispose();
    throw thrown;
  }
}

/** Starts what runs a network; where that fails the network is let go of. @throws SteerscopeError what keeps it. */
export async function startNetwork(
  read: ReadNetwork,
  { engine: choice, device, threads }: Pick<OpenNetworkOptions, 'engine' | 'device' | 'threads'>,
): Promise<Network> {
  const { model } = read;
  try {
    const engine = await openEngine(model, choice, { device, ...(threads === undefined ? {} : { threads }) });
    const dispose = async (): Promise<void> => {
      await engine.dispose();
      model.dispose();
    };
    return { ...read, engine, dispose };
  } catch (thrown) {
    model.dispose();
    throw thrown;
  }
}

/**
 * The same network and engine, still open, with another preprocessing; null when it must be opened anew, because the
 * preprocessing says otherwise what its Lambdas do, or makes pictures of another size, which the file may leave open.
 */
export async function feedOtherwise(
  { path, model, files, engine, preprocessing, dispose }: Network,
  given: Preprocessing | null,
): Promise<Network | null> {
  const found = await findPreprocessing(path, given);
  if (!isDeepStrictEqual(found?.preprocessing.lambdas ?? {}, preprocessing.lambdas ?? {})) return null;
  const size = found && pictureSize(found.preprocessing);
  const { height, width } = model.info.input;
  if (size && (size.height !== height || size.width !== width)) return null;
  return { path, model, files, engine, ...feedingOf(model.info, found), dispose };
}

/** The network's file, read with what the preprocessing says of it: its Lambdas, and a picture size that it leaves open. */
export function openModelFor(
  path: string,
  preprocessing: Preprocessing | null,
): Promise<{ readonly model: Model; readonly files: NetworkFiles }> {
  const { lambdas } = preprocessing ?? {};
  return openModelWithFiles(path, { lambdas, pictureSize: preprocessing ? pictureSize(preprocessing) : undefined });
}

/** As the last resize makes it. */
const pictureSize = ({ steps }: Preprocessing) => steps.findLast((step) => step.op === 'resize');

export type FoundPreprocessing = Pick<Feeding, 'preprocessing' | 'preprocessingSource' | 'fileRead'>;

/** The preprocessing given, else the file beside the network, else null: the default, once the network is open. */
export async function findPreprocessing(path: string, given: Preprocessing | null): Promise<FoundPreprocessing | null> {
  if (given) return { preprocessing: given, preprocessingSource: 'given', fileRead: null };
  const sidecar = await readSidecar(path);
  if (!sidecar) return null;
  const { preprocessing, fingerprint } = sidecar;
  return { preprocessing, preprocessingSource: 'file', fileRead: fingerprint };
}

/** What was found, or the default, readied for the network. @throws SteerscopeError when it does not fit. */
export function feedingOf(info: ModelInfo, found: FoundPreprocessing | null): Feeding {
  const chosen = found ?? { preprocessing: defaultFor(info), preprocessingSource: 'default', fileRead: null };
  return {
    ...chosen,
    preprocessor: compilePreprocessing(chosen.preprocessing, info.input),
    otherInputs: planOtherInputs(info, chosen.preprocessing.inputs),
  };
}

function defaultFor(info: ModelInfo): Preprocessing {
  try {
    return defaultPreprocessing(info.input, info.scalesInput);
  } catch (thrown) {
    if (!(thrown instanceof SteerscopeError)) throw thrown;
    // The stage knows no path.
    throw new SteerscopeError(thrown.code, `${thrown.message}: ${info.path}`, thrown.nextStep, { cause: thrown });
  }
}
