import type { SessionState } from '../../shared/api.ts';
import { stat } from 'node:fs/promises';
import type { EngineChoice } from '../../shared/analysis.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { Engine } from '../engines/engine.ts';
import { openEngine } from '../engines/open-engine.ts';
import type { Model } from '../models/model.ts';
import { openModel } from '../models/registry.ts';
import { defaultPreprocessing } from '../preprocess/default-preprocessing.ts';
import { compilePreprocessing, type Preprocessor } from '../preprocess/preprocess.ts';
import { readPreprocessing } from '../preprocess/read-preprocessing.ts';
import { refuseCancelled } from './refuse-cancelled.ts';

/** A network with all that is needed to run it on pictures. */
export interface Network {
  readonly model: Model;
  readonly engine: Engine;
  readonly preprocessing: Preprocessing;
  readonly preprocessingSource: NonNullable<SessionState['preprocessingSource']>;
  readonly preprocessor: Preprocessor;
  dispose(): Promise<void>;
}

export interface OpenNetworkOptions {
  readonly engine: EngineChoice;
  /** Null: the file beside the network, else the default. */
  readonly preprocessing: Preprocessing | null;
  /** Threads that the engine may use; the machine's cores when left out. */
  readonly threads?: number | undefined;
}

/** Preprocessing is looked for beside the network under this name when none is given. */
export const sidecarPath = (modelPath: string): string => `${modelPath}.steerscope.json`;

/** @throws SteerscopeError whatever keeps the network from opening, its preprocessing from fitting, its engine from starting. */
export async function openNetwork(path: string, options: OpenNetworkOptions, signal?: AbortSignal): Promise<Network> {
  const model = await openModel(path);
  try {
    refuseCancelled(signal);
    const { preprocessing, preprocessingSource } = await choosePreprocessing(model, options.preprocessing);
    const preprocessor = compilePreprocessing(preprocessing, model.info.input);
    const engine = await openEngine(
      model,
      options.engine,
      options.threads === undefined ? {} : { threads: options.threads },
    );
    const dispose = async (): Promise<void> => {
      await engine.dispose();
      model.dispose();
    };
    return { model, engine, preprocessing, preprocessingSource, preprocessor, dispose };
  } catch (thrown) {
    model.dispose();
    throw thrown;
  }
}

/** The preprocessing given, else the file beside the network, else the default for it. */
export async function choosePreprocessing(
  model: Model,
  given: Preprocessing | null,
): Promise<Pick<Network, 'preprocessing' | 'preprocessingSource'>> {
  if (given) return { preprocessing: given, preprocessingSource: 'given' };
  const file = sidecarPath(model.info.path);
  if (await isFile(file)) return { preprocessing: await readPreprocessing(file), preprocessingSource: 'file' };
  return { preprocessing: defaultFor(model), preprocessingSource: 'default' };
}

function defaultFor({ info }: Model): Preprocessing {
  try {
    return defaultPreprocessing(info.input, info.scalesInput);
  } catch (thrown) {
    if (!(thrown instanceof SteerscopeError)) throw thrown;
    // The stage knows no path.
    throw new SteerscopeError(thrown.code, `${thrown.message}: ${info.path}`, thrown.nextStep, { cause: thrown });
  }
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
