import type { EngineTiming, MethodTiming } from '../../shared/method-timing.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import { median, quantile } from '../../shared/quantile.ts';
import type { SaliencyMethod } from '../../shared/saliency-methods.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { probePictures } from '../engines/device-probe.ts';
import type { Engine, EngineResult, InputBatch } from '../engines/engine.ts';
import type { Model } from '../models/model.ts';
import { networkPath } from '../models/network-path.ts';
import { valueRange } from '../preprocess/value-range.ts';
import type { SaliencyQuestion } from '../saliency/mask-method.ts';
import { maskMethods } from '../saliency/mask-methods.ts';
import { visualBackProp } from '../saliency/visual-backprop.ts';
import { seedsOf, steeringOf, type SteeringReader } from './steering-reader.ts';
import { takeTurns, type TakeTurnsOptions } from './take-turns.ts';

/** A network whose methods are to be timed. */
export interface TimedNetwork {
  readonly model: Model;
  readonly preprocessing: Preprocessing;
  readonly steering: SteeringReader;
  readonly methods: readonly SaliencyMethod[];
}

/** The engine that runs it, and the same one on the network alone, without averaged maps. */
export interface TimedEngines {
  readonly engine: Engine;
  readonly plain: Engine;
}

/** A method, tried once. */
interface TriedMethod {
  readonly method: SaliencyMethod;
  /** Whether it asks the network for more than the prediction did, and so begins with a forward pass of its own. */
  readonly runsForward: boolean;
  /** Whether it makes use of the averaged maps of the prediction's forward pass. */
  readonly usesMaps: boolean;
  /** Why there is nothing to time; null when there is. */
  readonly reason: string | null;
  run(): Promise<unknown>;
}

/** Times a forward pass and the mask of each method on one engine, in turns. @throws SteerscopeError `engine-failed`, `cancelled`. */
export async function timeOnEngine(
  network: TimedNetwork,
  { engine, plain }: TimedEngines,
  options: TakeTurnsOptions,
): Promise<EngineTiming> {
  const batch = onePicture(network.model);
  const tried = await tryMethods(network, engine, batch);
  const timed = tried.filter(({ reason }) => reason === null);
  const forwardPasses = [plain, engine].map((one) => ({ run: () => one.run(batch) }));
  const [forward = [], forwardWithMaps = [], ...masks] = await takeTurns([...forwardPasses, ...timed], options);
  const [forwardMs, forwardWithMapsMs] = [median(forward), median(forwardWithMaps)];
  const mapsMs = Math.max(0, forwardWithMapsMs - forwardMs);
  const added = ({ runsForward, usesMaps }: TriedMethod, maskMs: number): number =>
    runsForward ? Math.max(0, maskMs - forwardMs) : maskMs + (usesMaps ? mapsMs : 0);
  return {
    engine: engine.info,
    forwardMs,
    forwardWithMapsMs,
    methods: tried.map((one): MethodTiming => {
      const { method, reason } = one;
      const times = masks[timed.indexOf(one)];
      if (!times) return { method, maskMs: null, maskP95Ms: null, addedMs: null, reason };
      const rising = Float64Array.from(times).sort();
      const maskMs = quantile(rising, 0.5);
      return { method, maskMs, maskP95Ms: quantile(rising, 0.95), addedMs: added(one, maskMs), reason };
    }),
  };
}

/** Noise, of which every layer has something to do. */
function onePicture({ info }: Model): InputBatch {
  const { count, data, others = {} } = probePictures(info);
  const lastOf = (values: Float32Array): Float32Array => values.slice((values.length / count) * (count - 1));
  const numbers = Object.entries(others).map(([name, values]) => [name, lastOf(values)] as const);
  return { count: 1, data: lastOf(data), others: Object.fromEntries(numbers) };
}

/** Runs each method once. */
async function tryMethods(network: TimedNetwork, engine: Engine, batch: InputBatch): Promise<readonly TriedMethod[]> {
  const [result] = await engine.run(batch);
  if (!result) throw new Error('The engine gave no result for a picture.');
  const tried: TriedMethod[] = [];
  for (const method of network.methods) {
    const needs = { runsForward: false, usesMaps: false };
    const question = questionOf(network, engine, batch, result, needs);
    const run = async () => maskMethods[method](question);
    const reason = await run().then(
      (mask) => (mask ? null : 'This method makes no mask of such a network.'),
      (thrown: unknown) => {
        if (thrown instanceof SteerscopeError) return thrown.message;
        throw thrown;
      },
    );
    tried.push({ method, run, reason, ...needs });
  }
  return tried;
}

/** @param needs says, once the question was asked, what it took. */
function questionOf(
  { model, preprocessing, steering }: TimedNetwork,
  engine: Engine,
  batch: InputBatch,
  result: EngineResult,
  needs: { runsForward: boolean; usesMaps: boolean },
): SaliencyQuestion {
  const { input: size, stages } = model.info;
  const askAnew = (): void => {
    needs.runsForward = true;
    if (engine.info.name !== 'onnx') throw timedElsewhere();
  };
  const repeated = (data: Float32Array, count: number): InputBatch => {
    const others = Object.entries(batch.others ?? {}).map(([name, values]) => [name, repeat(values, count)] as const);
    return { count, data, others: Object.fromEntries(others) };
  };
  return {
    input: batch.data,
    size,
    valueRange: valueRange(preprocessing.steps),
    // What it holds makes no difference to the time.
    black: () => new Float32Array(batch.data.length),
    outputs: result.outputs,
    stages,
    get averaged() {
      needs.usesMaps = true;
      return result.averaged;
    },
    // Worked out anew each time: what it costs is to be known.
    get backProp() {
      needs.usesMaps = true;
      return stages.length > 0 ? visualBackProp(result.averaged, stages, size) : null;
    },
    path: () => networkPath(model),
    maps: (points, reading, input) => {
      askAnew();
      return engine.maps(points, reading, input, batch.others);
    },
    steer: async (data, count) => {
      const results = await engine.run(repeated(data, count));
      return Float64Array.from(results, ({ outputs }) => steeringOf(outputs, steering));
    },
    trace: (pass, data, count, seeds = seedsOf(result.outputs, steering, count)) => {
      askAnew();
      return engine.backward(pass, repeated(data, count), seeds);
    },
  };
}

const timedElsewhere = (): SteerscopeError =>
  new SteerscopeError(
    'unsupported-network',
    'Passes of their own run on ONNX Runtime, whatever the engine.',
    'See what it takes there.',
  );

function repeat(values: Float32Array, count: number): Float32Array {
  const repeated = new Float32Array(values.length * count);
  for (let at = 0; at < count; at++) repeated.set(values, at * values.length);
  return repeated;
}
