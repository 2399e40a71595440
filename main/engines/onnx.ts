import { availableParallelism } from 'node:os';
import './no-telemetry.ts';
import { env, type InferenceSession } from 'onnxruntime-node';
import type { EngineInfo } from '../../shared/analysis.ts';
import type { BackwardAnswer, BackwardPass, Seeds } from '../../shared/backward-pass.ts';
import type { Map2d } from '../../shared/pixels.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { Model, OnnxTap } from '../models/model.ts';
import { onnxForm } from '../models/onnx-form.ts';
import { averagedName, withAveragedTaps } from '../models/onnx/onnx-taps.ts';
import type { ChannelReading, Engine, EngineResult, InputBatch } from './engine.ts';
import { MapReader } from './map-reader.ts';
import { checkSeeds, OnnxBackward } from './onnx-backward.ts';
import { partOfTensor } from './onnx-batch.ts';
import { nameOfDevice, type OnnxDevice } from './onnx-devices.ts';
import {
  engineFailed,
  openSession,
  outputOf,
  probe,
  runSession,
  tensorOf,
  tryTheCpu,
  type Batching,
  type SessionSettings,
} from './onnx-session.ts';
import { checkedOthers, partOfOthers, zeroOthers } from './other-inputs.ts';

export interface OnnxEngineOptions {
  /** Threads of one call; all cores up to four when left out. */
  readonly threads?: number | undefined;
  /** @default 'cpu' */
  readonly device?: OnnxDevice | undefined;
}

/** Beyond this a network of a steering car's size gains nothing. */
const mostUsefulThreads = 4;

/**
 * Runs a network with onnxruntime; TF.js layers are emitted as ONNX first.
 * @throws SteerscopeError `unsupported-layer` when a layer cannot be emitted, `engine-failed` when onnxruntime refuses.
 */
export async function openOnnxEngine(model: Model, options: OnnxEngineOptions = {}): Promise<Engine> {
  const { bytes, taps, info } = onnxForm(model);
  const threads = options.threads ?? Math.min(mostUsefulThreads, availableParallelism());
  const device = options.device ?? 'cpu';
  const network = { bytes, taps, threads, device, deviceName: await nameOfDevice(device), info };
  const averaging = device === 'cpu' ? 'weights' : 'operator';
  const session = await openSession(withAveragedTaps(bytes, taps, model.info.stages, averaging), network);
  try {
    return new OnnxEngine(session, await probe(session, info), network);
  } catch (error) {
    await session.release();
    throw error;
  }
}

interface OpenedNetwork extends SessionSettings {
  readonly bytes: Uint8Array;
  readonly taps: readonly OnnxTap[];
  readonly deviceName: string;
}

class OnnxEngine implements Engine {
  readonly info: EngineInfo;
  readonly #session: InferenceSession;
  readonly #batching: Batching;
  readonly #network: OpenedNetwork;
  readonly #mapReader: MapReader;
  readonly #backward: OnnxBackward;

  constructor(session: InferenceSession, batching: Batching, network: OpenedNetwork) {
    this.info = {
      name: 'onnx',
      device: network.deviceName,
      deviceKind: network.device,
      precision: 'float32',
      library: `onnxruntime ${env.versions.node ?? env.versions.common}`,
      fallbackReason: null,
      probe: null,
    };
    this.#session = session;
    this.#batching = batching;
    this.#network = network;
    this.#backward = new OnnxBackward(network);
    this.#mapReader = new MapReader(network);
  }

  run(batch: InputBatch): Promise<readonly EngineResult[]> {
    return this.#inSteps(batch, (part, step) => this.#runAtOnce(part, step));
  }

  backward(pass: BackwardPass, batch: InputBatch, { output, weights }: Seeds): Promise<readonly BackwardAnswer[]> {
    checkSeeds({ output, weights }, batch.count);
    const each = weights.length / batch.count;
    return this.#inSteps(batch, (part, step, first) => {
      const seeds = { output, weights: weights.subarray(first * each, (first + part.count) * each) };
      return this.#running(this.#backward.run(pass, part, seeds, step));
    });
  }

  /** As many pictures at once as the network takes; `step` is that number, `first` the index of a part's first picture. */
  async #inSteps<Answer>(
    { count, data, others }: InputBatch,
    answer: (part: InputBatch, step: number, first: number) => Promise<readonly Answer[]>,
  ): Promise<readonly Answer[]> {
    const { info } = this.#network;
    const { input } = info;
    const pictureLength = input.height * input.width * input.channels;
    if (data.length !== count * pictureLength)
      throw new RangeError(`${data.length} numbers are not ${count} pictures of ${pictureLength}`);
    const numbers = checkedOthers(info, count === 0 ? zeroOthers(info, 0) : others, count);
    const step = this.#batching.fixedSize ?? Math.max(count, 1);
    const answers: Answer[] = [];
    for (let first = 0; first < count; first += step) {
      const size = Math.min(step, count - first);
      const pictures = data.subarray(first * pictureLength, (first + size) * pictureLength);
      const part = { count: size, data: pictures, others: partOfOthers(numbers, count, first, size) };
      answers.push(...(await answer(part, step, first)));
    }
    return answers;
  }

  async #runAtOnce(batch: InputBatch, batchSize: number): Promise<EngineResult[]> {
    const { info } = this.#network;
    const tensors = await this.#running(runSession(this.#session, batch, info, batchSize));
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

  maps(
    taps: readonly OnnxTap[],
    reading: ChannelReading,
    picture: Float32Array,
    others: InputBatch['others'] = zeroOthers(this.#network.info, 1),
  ): Promise<readonly (readonly Map2d[])[]> {
    const batch = { count: 1, data: picture, others: checkedOthers(this.#network.info, others, 1) };
    return this.#running(this.#mapReader.read(taps, reading, batch, this.#batching.fixedSize ?? 1));
  }

  /** A device may fail at any time: its memory runs out, its driver is taken away. */
  #running<Answers>(answers: Promise<Answers>): Promise<Answers> {
    return answers.catch((cause: unknown) => {
      // Told already, with what to do.
      if (cause instanceof SteerscopeError) throw cause;
      const { info, device, deviceName } = this.#network;
      throw engineFailed(`failed on ${deviceName}`, cause, info, device === 'cpu' ? undefined : tryTheCpu);
    });
  }

  async dispose(): Promise<void> {
    await this.#session.release();
    await this.#backward.dispose();
    await this.#mapReader.dispose();
  }
}
