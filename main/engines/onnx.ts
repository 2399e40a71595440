import './no-telemetry.ts';
import { env, type InferenceSession } from 'onnxruntime-node';
import type { EngineInfo } from '../../shared/analysis.ts';
import type { BackwardAnswer, BackwardPass, Seeds } from '../../shared/backward-pass.ts';
import type { Map2d } from '../../shared/pixels.ts';
import type { Model, OnnxTap } from '../models/model.ts';
import { averagedName, withAveragedTaps } from '../models/onnx/onnx-taps.ts';
import type { ChannelReading, Engine, EngineResult, InputBatch } from './engine.ts';
import { ExplainingSessions } from './explaining-sessions.ts';
import { inSteps, partOfTensor } from './onnx-batch.ts';
import { onnxNetwork, type OnnxEngineOptions, type OnnxNetwork } from './onnx-network.ts';
import { openSession, outputOf, probe, runningOn, runSession, tensorOf, type Batching } from './onnx-session.ts';

/**
 * Runs a network with onnxruntime; TF.js layers are emitted as ONNX first.
 * @throws SteerscopeError `unsupported-layer` when a layer cannot be emitted, `engine-failed` when onnxruntime refuses.
 */
export async function openOnnxEngine(model: Model, options: OnnxEngineOptions = {}): Promise<Engine> {
  const network = await onnxNetwork(model, options);
  const { bytes, taps, info } = network;
  const averaging = network.device === 'cpu' ? 'weights' : 'operator';
  const session = await openSession(withAveragedTaps(bytes, taps, model.info.stages, averaging), network);
  try {
    return new OnnxEngine(session, await probe(session, info), network);
  } catch (error) {
    await session.release();
    throw error;
  }
}

class OnnxEngine implements Engine {
  readonly info: EngineInfo;
  readonly #session: InferenceSession;
  readonly #batching: Batching;
  readonly #network: OnnxNetwork;
  readonly #explaining: ExplainingSessions;

  constructor(session: InferenceSession, batching: Batching, network: OnnxNetwork) {
    this.info = {
      name: 'onnx',
      device: network.deviceName,
      deviceKind: network.device,
      precision: 'float32',
      library: `ONNX Runtime ${env.versions.node ?? env.versions.common}`,
      fallbackReason: null,
      probe: null,
    };
    this.#session = session;
    this.#batching = batching;
    this.#network = network;
    this.#explaining = new ExplainingSessions(network, batching);
  }

  run(batch: InputBatch): Promise<readonly EngineResult[]> {
    const { fixedSize } = this.#batching;
    return inSteps(batch, this.#network.info, fixedSize, (part, step) => this.#runAtOnce(part, step));
  }

  async #runAtOnce(batch: InputBatch, batchSize: number): Promise<EngineResult[]> {
    const { info } = this.#network;
    const tensors = await runningOn(this.#network, runSession(this.#session, batch, info, batchSize));
    const outputs = info.outputs.map((_, index) => outputOf(this.#session, tensors, index));
    return Array.from({ length: batch.count }, (_, picture) => ({
      outputs: outputs.map((tensor) => partOfTensor(tensor, picture, batchSize)),
      averaged: info.stages.map(({ height, width }, stage) => ({
        height,
        width,
        values: partOfTensor(tensorOf(tensors, averagedName(stage)), picture, batchSize),
      })),
    }));
  }

  async activations(
    picture: Float32Array,
    stageIndex: number,
    others?: InputBatch['others'],
  ): Promise<readonly Map2d[]> {
    const tap = this.#network.taps[stageIndex];
    if (tap === undefined) throw new RangeError(`no stage ${stageIndex}`);
    const [channels = []] = await this.maps([tap], 'each', picture, others);
    return channels;
  }

  backward(pass: BackwardPass, batch: InputBatch, seeds: Seeds): Promise<readonly BackwardAnswer[]> {
    return this.#explaining.backward(pass, batch, seeds);
  }

  maps(
    taps: readonly OnnxTap[],
    reading: ChannelReading,
    picture: Float32Array,
    others?: InputBatch['others'],
  ): Promise<readonly (readonly Map2d[])[]> {
    return this.#explaining.maps(taps, reading, picture, others);
  }

  async dispose(): Promise<void> {
    await this.#session.release();
    await this.#explaining.dispose();
  }
}
