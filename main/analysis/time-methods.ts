import type { DeviceChoice, EngineName } from '../../shared/analysis.ts';
import type { EngineTiming, NetworkTiming } from '../../shared/method-timing.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { SaliencyMethod } from '../../shared/saliency-methods.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { openEngine } from '../engines/open-engine.ts';
import type { Model } from '../models/model.ts';
import { nativeTensorflowStatus } from '../models/native/native-status.ts';
import { feedingOf, findPreprocessing, openModelFor } from './open-network.ts';
import { refuseCancelled } from './refuse-cancelled.ts';
import { chooseSteering } from './steering-reader.ts';
import type { TakeTurnsOptions } from './take-turns.ts';
import { timeOnEngine, type TimedNetwork } from './time-on-engine.ts';

export interface TimingRequest {
  readonly modelPath: string;
  /** Null: the file beside the network, else the default for it. */
  readonly preprocessing: Preprocessing | null;
  readonly methods: readonly SaliencyMethod[];
  /** Of one call of onnxruntime. */
  readonly threads: number;
}

/**
 * Times a forward pass and the mask of each method for one network, one picture at a time, on every engine of this machine
 * that runs it. The picture is made up: how long it takes does not depend on what is to be seen.
 * @throws SteerscopeError when the network does not open or cannot be fed with pictures; `cancelled`.
 */
export async function timeMethods(request: TimingRequest, options: TakeTurnsOptions = {}): Promise<NetworkTiming> {
  const { modelPath, methods, threads } = request;
  const found = await findPreprocessing(modelPath, request.preprocessing);
  const { model } = await openModelFor(modelPath, found?.preprocessing ?? null);
  try {
    const { preprocessing } = feedingOf(model.info, found);
    const network = {
      model,
      preprocessing,
      steering: chooseSteering(model.info, preprocessing.steering, null),
      methods,
    };
    const engines: EngineTiming[] = [];
    const without: NetworkTiming['without'][number][] = [];
    const asked = await enginesToTime();
    for (const [index, { name, device }] of asked.entries()) {
      const onProgress = (done: number, total: number) =>
        options.onProgress?.(index * total + done, asked.length * total);
      try {
        engines.push(await timeOn(network, name, { device, threads }, { ...options, onProgress }));
      } catch (thrown) {
        refuseCancelled(options.signal);
        if (!(thrown instanceof SteerscopeError)) throw thrown;
        without.push({ engine: `${name} on ${device}`, reason: thrown.message });
      }
    }
    const { path, parameterCount, stages } = model.info;
    return { path, parameterCount, stageCount: stages.length, threads, engines, without };
  } finally {
    model.dispose();
  }
}

/** onnxruntime and TensorFlow.js, and the native TensorFlow where it is installed. */
async function enginesToTime(): Promise<readonly { readonly name: EngineName; readonly device: DeviceChoice }[]> {
  const native = await nativeTensorflowStatus();
  return [
    { name: 'onnx', device: 'cpu' },
    { name: 'tensorflow', device: 'wasm' },
    ...native.devices.map(({ deviceKind }) => ({ name: 'tensorflow', device: deviceKind }) as const),
  ];
}

async function timeOn(
  network: TimedNetwork,
  name: EngineName,
  on: { readonly device: DeviceChoice; readonly threads: number },
  options: TakeTurnsOptions,
): Promise<EngineTiming> {
  const plain = await openEngine(withoutStages(network.model), name, on);
  try {
    const engine = await openEngine(network.model, name, on);
    try {
      return await timeOnEngine(network, { plain, engine }, options);
    } finally {
      await engine.dispose();
    }
  } finally {
    await plain.dispose();
  }
}

/** The same network, of which nothing but its outputs is asked. */
function withoutStages(model: Model): Model {
  return {
    info: { ...model.info, stages: [] },
    graph: model.graph.kind === 'layers' ? model.graph : { ...model.graph, taps: [] },
    dispose: () => model.dispose(),
  };
}
