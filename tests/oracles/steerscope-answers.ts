import { performance } from 'node:perf_hooks';
import type { DeviceChoice, EngineChoice } from '../../shared/analysis.ts';
import type { ModelInfo } from '../../shared/model.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { InputBatch } from '../../main/engines/engine.ts';
import { listOnnxDevices } from '../../main/engines/onnx-devices.ts';
import { openEngine } from '../../main/engines/open-engine.ts';
import type { Model } from '../../main/models/model.ts';
import { nativeTensorflowStatus } from '../../main/models/native/native-status.ts';
import { openModel } from '../../main/models/registry.ts';

/** What one engine on one device answers. */
export interface EngineAnswer {
  /** `onnx cpu`, `tensorflow wasm`, `tensorflow native cpu`. */
  readonly engine: string;
  /** `[output][frame]`, flat. */
  readonly outputs: readonly (readonly Float32Array[])[];
  /** Why there is none; null when there is. */
  readonly failure: string | null;
}

export type Opened =
  { readonly model: Model; readonly openMs: number } | { readonly refusal: SteerscopeError; readonly openMs: number };

/** Bugs, unlike refusals, are thrown on. */
export async function openTimed(path: string): Promise<Opened> {
  const start = performance.now();
  try {
    const model = await openModel(path);
    return { model, openMs: performance.now() - start };
  } catch (thrown) {
    if (!(thrown instanceof SteerscopeError)) throw thrown;
    return { refusal: thrown, openMs: performance.now() - start };
  }
}

type Place = readonly [EngineChoice, DeviceChoice];

/** Every engine on every device that this machine has, the experimental ones left out. */
export async function presentPlaces(): Promise<readonly Place[]> {
  const onnx = (await listOnnxDevices()).filter(({ device, available }) => available && device !== 'webgpu');
  const { devices } = await nativeTensorflowStatus();
  return [
    ...onnx.map(({ device }): Place => ['onnx', device]),
    ['tensorflow', 'wasm'],
    ...devices.map(({ deviceKind }): Place => ['tensorflow', deviceKind]),
  ];
}

/** The first picture alone, then the rest as one batch. @param data `[picture, row, column, channel]` */
export async function answerOn(model: Model, [engine, device]: Place, data: Float32Array): Promise<EngineAnswer> {
  const name = `${engine} ${engine === 'tensorflow' && device !== 'wasm' ? 'native ' : ''}${device}`;
  try {
    const opened = await openEngine(model, engine, { device });
    const { input, outputs } = model.info;
    const length = input.height * input.width * input.channels;
    const rest: InputBatch = { count: data.length / length - 1, data: data.subarray(length) };
    const results = [...(await opened.run({ count: 1, data: data.subarray(0, length) })), ...(await opened.run(rest))];
    const { deviceKind, fallbackReason } = opened.info;
    await opened.dispose();
    return {
      engine: name,
      outputs: outputs.map((_, index) => results.map((result) => result.outputs[index] ?? new Float32Array())),
      failure: deviceKind === device ? null : `fell back to ${deviceKind}: ${fallbackReason ?? 'no reason given'}`,
    };
  } catch (thrown) {
    if (!(thrown instanceof SteerscopeError)) throw thrown;
    return { engine: name, outputs: [], failure: thrown.message };
  }
}

/** Whether an engine is meant to run a network: TF.js has no ONNX. */
export const runs = ({ graph }: Model, [engine]: Place): boolean => graph.kind !== 'onnx' || engine === 'onnx';

/** Whether pictures are all that the network takes. */
export const takesPicturesOnly = ({ otherInputs }: ModelInfo): boolean => otherInputs.length === 0;
