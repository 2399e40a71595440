import { isDeepStrictEqual } from 'node:util';
import type { SessionState } from '../../shared/session.ts';
import type { DeviceChoice, EngineChoice } from '../../shared/analysis.ts';
import type { ModelInfo } from '../../shared/model.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { Engine } from '../engines/engine.ts';
import { openEngine } from '../engines/open-engine.ts';
import type { Model } from '../models/model.ts';
import { openModel } from '../models/registry.ts';
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

/** A network with all that is needed to run it on pictures. */
export interface Network extends Feeding {
  /** As it was asked for. */
  readonly path: string;
  readonly model: Model;
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
  const found = await findPreprocessing(path, options.preprocessing);
  const model = await openModelFor(path, found?.preprocessing ?? null);
  try {
    refuseCancelled(signal);
    const feeding = feedingOf(model.info, found);
    const { engine: choice, device, threads } = options;
    const engine = await openEngine(model, choice, { device, ...(threads === undefined ? {} : { threads }) });
    const dispose = async (): Promise<void> => {
      await engine.dispose();
      model.dispose();
    };
    return { path, model, engine, ...feeding, dispose };
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
  { path, model, engine, preprocessing, dispose }: Network,
  given: Preprocessing | null,
): Promise<Network | null> {
  const found = await findPreprocessing(path, given);
  if (!isDeepStrictEqual(found?.preprocessing.lambdas ?? {}, preprocessing.lambdas ?? {})) return null;
  const size = found && pictureSize(found.preprocessing);
  const { height, width } = model.info.input;
  if (size && (size.height !== height || size.width !== width)) return null;
  return { path, model, engine, ...feedingOf(model.info, found), dispose };
}

/** The network's file, read with what the preprocessing says of it: its Lambdas, and a picture size that it leaves open. */
export function openModelFor(path: string, preprocessing: Preprocessing | null): Promise<Model> {
  const { lambdas } = preprocessing ?? {};
  return openModel(path, { lambdas, pictureSize: preprocessing ? pictureSize(preprocessing) : undefined });
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
