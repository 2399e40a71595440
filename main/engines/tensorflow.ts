import * as tf from '@tensorflow/tfjs-core';
import type { DeviceChoice, EngineInfo } from '../../shared/analysis.ts';
import type { BackwardAnswer, BackwardPass, Seeds } from '../../shared/backward-pass.ts';
import type { ModelInfo } from '../../shared/model.ts';
import type { Map2d } from '../../shared/pixels.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { Model, ModelGraph, OnnxTap } from '../models/model.ts';
import { takesPositivePart } from '../models/stages/positive-part.ts';
import { chooseTensorflowBackend, type TensorflowBackend } from '../models/native/tensorflow-backend.ts';
import type { ChannelReading, Engine, EngineResult, InputBatch } from './engine.ts';
import { ExplainingSessions } from './explaining-sessions.ts';
import { onnxNetwork } from './onnx-network.ts';
import { checkedOthers, zeroOthers } from './other-inputs.ts';
import { layersRunner } from './tensorflow-layers.ts';
import type { TensorflowRunner } from './tensorflow-runner.ts';

/**
 * Runs TF.js layers and TensorFlow graphs with TF.js on native TensorFlow or WebAssembly, whatever `device` asks for and
 * this machine has. The weights of layers are shared, not copied: dispose the engine first.
 * @throws SteerscopeError `unsupported-network` for an ONNX graph, `engine-failed` when TF.js refuses.
 */
export async function openTensorflowEngine(model: Model, device: DeviceChoice = 'auto'): Promise<Engine> {
  const { info } = model;
  if (!isTensorflow(model))
    throw new SteerscopeError(
      'unsupported-network',
      `The engine TensorFlow.js runs networks of Keras, TensorFlow.js and TensorFlow, not ${info.formatName}: ${info.path}`,
      'Use the engine ONNX Runtime (onnx).',
    );
  const backend = await chooseTensorflowBackend(device);
  try {
    return await openOn(backend, model);
  } catch (thrown) {
    if (backend.deviceKind === 'wasm') throw thrown;
    // The native package lacks a few operations that WebAssembly has.
    const webAssembly = await chooseTensorflowBackend('wasm');
    return openOn({ ...webAssembly, fallbackReason: SteerscopeError.from(thrown).message }, model);
  }
}

type TensorflowGraph = Exclude<ModelGraph, { kind: 'onnx' }>;
type TensorflowModel = Model & { readonly graph: TensorflowGraph };

const isTensorflow = (model: Model): model is TensorflowModel => model.graph.kind !== 'onnx';

async function openOn(backend: TensorflowBackend, model: TensorflowModel): Promise<Engine> {
  const { graph, info } = model;
  await tf.setBackend(backend.name);
  let engine: Engine | null = null;
  try {
    const runner = await runnerOf(graph, info);
    engine = new TensorflowEngine(runner, model, backend);
    const { height, width, channels } = info.input;
    // The first call fills caches: the user's first frame is then an ordinary one.
    const data = new Float32Array(height * width * channels);
    await engine.run({ count: 1, data, others: zeroOthers(info, 1) });
    return engine;
  } catch (cause) {
    await engine?.dispose();
    throw engineFailed(cause, info);
  }
}

async function runnerOf(graph: TensorflowGraph, info: ModelInfo): Promise<TensorflowRunner> {
  if (graph.kind === 'layers') return layersRunner(graph.layersModel, info);
  // Loaded when needed: it brings TF.js's converter, and most threads run another kind of network.
  const { graphRunner } = await import('./tensorflow-graph.ts');
  return graphRunner(graph, info);
}

class TensorflowEngine implements Engine {
  readonly info: EngineInfo;
  /** What TF.js computes on while this engine runs: another engine of the thread may use another. */
  readonly #backend: string;
  readonly #network: ModelInfo;
  readonly #runner: TensorflowRunner;
  readonly #model: TensorflowModel;
  /** Goes back through the network and into it, which TF.js's graphs cannot; made when first asked for. */
  #explaining: ExplainingSessions | null = null;

  constructor(runner: TensorflowRunner, model: TensorflowModel, { name: backend, ...computesOn }: TensorflowBackend) {
    this.info = { name: 'tensorflow', precision: 'float32', probe: null, ...computesOn };
    this.#backend = backend;
    this.#network = model.info;
    this.#model = model;
    this.#runner = runner;
  }

  async run({ count, data, others }: InputBatch): Promise<readonly EngineResult[]> {
    const { height, width, channels } = this.#network.input;
    if (data.length !== count * height * width * channels)
      throw new RangeError(`${data.length} numbers are not ${count} pictures of ${height}x${width}x${channels}`);
    if (count === 0) return [];
    const numbers = checkedOthers(this.#network, others, count);
    await this.#takeBackend();
    const tensors = this.#compute(() => {
      const all = this.#predict(data, count, numbers);
      const outputs = all.slice(0, this.#network.outputs.length);
      const stages = this.#network.stages.map((stage, index) => {
        const map = all[outputs.length + index]!;
        return tf.mean(takesPositivePart(stage) ? tf.relu(map) : map, 3);
      });
      return [...outputs, ...stages];
    });
    const parts = await readAndDispose(tensors, this.#network);
    const outputCount = this.#network.outputs.length;
    return Array.from({ length: count }, (_, picture) => ({
      outputs: parts.slice(0, outputCount).map((values) => partOf(values, picture, count)),
      averaged: this.#network.stages.map((stage, index) => ({
        height: stage.height,
        width: stage.width,
        values: partOf(parts[outputCount + index] ?? new Float32Array(), picture, count),
      })),
    }));
  }

  async activations(
    picture: Float32Array,
    stageIndex: number,
    others: InputBatch['others'] = zeroOthers(this.#network, 1),
  ): Promise<readonly Map2d[]> {
    const stage = this.#network.stages[stageIndex];
    if (stage === undefined) throw new RangeError(`no stage ${stageIndex}`);
    const numbers = checkedOthers(this.#network, others, 1);
    await this.#takeBackend();
    const planar = this.#compute(() => {
      const map = this.#predict(picture, 1, numbers)[this.#network.outputs.length + stageIndex];
      if (map === undefined) throw new Error(`no activations of ${stage.layer}`);
      return tf.transpose(map, [0, 3, 1, 2]);
    });
    const [values = new Float32Array()] = await readAndDispose([planar], this.#network);
    const { height, width, channels } = stage;
    return Array.from({ length: channels }, (_, channel) => ({
      height,
      width,
      values: partOf(values, channel, channels),
    }));
  }

  async backward(pass: BackwardPass, batch: InputBatch, seeds: Seeds): Promise<readonly BackwardAnswer[]> {
    const explaining = await this.#explain();
    return explaining.backward(pass, batch, seeds);
  }

  async maps(
    taps: readonly OnnxTap[],
    reading: ChannelReading,
    picture: Float32Array,
    others?: InputBatch['others'],
  ): Promise<readonly (readonly Map2d[])[]> {
    const explaining = await this.#explain();
    return explaining.maps(taps, reading, picture, others);
  }

  async dispose(): Promise<void> {
    this.#runner.dispose();
    await this.#explaining?.dispose();
    this.#explaining = null;
  }

  /** By onnxruntime on the CPU, of the network written as ONNX; one picture at a time, which every network takes. */
  async #explain(): Promise<ExplainingSessions> {
    if (this.#explaining) return this.#explaining;
    // The weights of layers are read from it.
    await this.#takeBackend();
    const { graph } = this.#model;
    const fixedSize = (graph.kind === 'layers' ? null : graph.fixedBatch) ?? 1;
    this.#explaining = new ExplainingSessions(await onnxNetwork(this.#model), { fixedSize });
    return this.#explaining;
  }

  async #takeBackend(): Promise<void> {
    if (tf.getBackend() !== this.#backend) await tf.setBackend(this.#backend);
  }

  /** Frees what is made on the way. A device may fail at any time: its memory runs out, its driver is taken away. */
  #compute<Tensors extends tf.Tensor | tf.Tensor[]>(compute: () => Tensors): Tensors {
    try {
      return tf.tidy(compute);
    } catch (cause) {
      throw engineFailed(cause, this.#network);
    }
  }

  /** Outputs, then every stage's activations `[batch, row, column, channel]`; call inside `#compute`. */
  #predict(data: Float32Array, count: number, others: Readonly<Record<string, Float32Array>>): tf.Tensor[] {
    const { input, otherInputs } = this.#network;
    const pictures = tf.tensor4d(data, [count, input.height, input.width, input.channels]);
    const numbers = otherInputs.map(({ name, shape }) => [name, tf.tensor(others[name]!, [count, ...shape])]);
    return this.#runner.predict(pictures, Object.fromEntries(numbers) as tf.NamedTensorMap);
  }
}

async function readAndDispose(tensors: readonly tf.Tensor[], network: ModelInfo): Promise<Float32Array[]> {
  try {
    return await Promise.all(tensors.map(async (tensor) => Float32Array.from(await tensor.data())));
  } catch (cause) {
    throw engineFailed(cause, network);
  } finally {
    tf.dispose([...tensors]);
  }
}

/** Part `index` of `count` equal parts, in memory of its own. */
function partOf(values: Float32Array, index: number, count: number): Float32Array {
  const length = values.length / count;
  return values.slice(index * length, (index + 1) * length);
}

function engineFailed(cause: unknown, network: ModelInfo): SteerscopeError {
  // Told where it happened, with what to do.
  if (cause instanceof SteerscopeError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  // Without what it asks of its own developers.
  const words = message.split('. File an issue')[0];
  return new SteerscopeError(
    'engine-failed',
    `TensorFlow.js cannot run the network (${words}): ${network.path}`,
    'Try the engine ONNX Runtime (onnx).',
    { cause },
  );
}
