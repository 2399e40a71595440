import type { FrameAnalysis, FrameTimings } from '../../shared/analysis.ts';
import type { BackwardAnswer, BackwardPass, Seeds } from '../../shared/backward-pass.ts';
import type { Stage } from '../../shared/geometry.ts';
import type { FrameExperiment } from '../../shared/lab.ts';
import type { FrameOutcome } from '../../shared/lab-findings.ts';
import type { FrameRect, RgbaImage } from '../../shared/pixels.ts';
import type { Problem } from '../../shared/problem.ts';
import type { SaliencyMethod } from '../../shared/saliency-methods.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { EngineResult, InputBatch } from '../engines/engine.ts';
import { networkPath } from '../models/network-path.ts';
import { runExperiment } from '../saliency/experiments/run-experiment.ts';
import { valueRange } from '../preprocess/value-range.ts';
import type { SaliencyQuestion } from '../saliency/mask-method.ts';
import { visualBackProp, type VisualBackPropResult } from '../saliency/visual-backprop.ts';
import type { AnalysedFrame, AnalyseOptions } from './analysis-session.ts';
import { withFigures, withoutMaps } from './frame-figures.ts';
import type { Network } from './open-network.ts';
import { refuseMissingNumbers, type FrameNumbers } from './other-inputs.ts';
import { refuseCancelled } from './refuse-cancelled.ts';
import { seedsOf, steeringOf, type SteeringReader } from './steering-reader.ts';
import { tryMask } from './try-mask.ts';

/** A picture to analyse, or why there is none. */
export type FramePicture = {
  readonly frame: number;
  readonly decodeMs: number;
  /** What the network's other inputs are given. */
  readonly numbers: FrameNumbers;
} & ({ readonly image: RgbaImage; readonly error: null } | { readonly image: null; readonly error: SteerscopeError });

interface PreparedFrame {
  readonly frame: number;
  readonly decodeMs: number;
  readonly networkView: FrameRect;
  readonly pictureWidth: number;
  readonly pictureHeight: number;
  readonly numbers: FrameNumbers;
  /** Its place in the engine's batch. */
  readonly inBatch: number;
}

/** How the answers of a network are read. */
export interface Reading {
  readonly steering: SteeringReader;
  /** The network's stages, with pooling as the user reads it. */
  readonly stages: readonly Stage[];
  /** What makes the masks, unless said otherwise. */
  readonly method: SaliencyMethod;
}

/** What is worked out of pictures beside the predictions. */
interface Wanted {
  /** Null: none. */
  readonly masksBy: SaliencyMethod | null;
  readonly signal: AbortSignal | undefined;
}

const noView: FrameRect = { left: 0, top: 0, width: 0, height: 0 };
const noTime: FrameTimings = { decodeMs: 0, preprocessMs: 0, forwardMs: 0, saliencyMs: 0 };

/** Pixels → tensor → forward pass → masks, for a batch of pictures. Keeps its input buffer between calls. */
export class ImageAnalyser {
  readonly #network: Network;
  readonly #reading: Reading;
  #inputs = new Float32Array(0);

  constructor(network: Network, reading: Reading) {
    this.#network = network;
    this.#reading = reading;
  }

  /** One analysis a picture, in order; a picture that is lost or does not fit gives a NaN prediction and the problem. */
  async analyse(
    pictures: readonly FramePicture[],
    { saliency = true, figures = false, method = this.#reading.method, signal }: AnalyseOptions = {},
  ): Promise<readonly AnalysedFrame[]> {
    const results = await this.#tryAll(pictures, { masksBy: saliency || figures ? method : null, signal });
    const analyses = results.map((result, index) =>
      result instanceof SteerscopeError ? lostFrame(pictures[index]?.frame ?? 0, result) : result,
    );
    const analysed = figures ? withFigures(analyses) : analyses.map((analysis) => ({ ...analysis, figures: null }));
    return saliency ? analysed : withoutMaps(analysed);
  }

  /** @throws SteerscopeError when the picture is lost or does not fit. */
  async analyseOne(picture: FramePicture, signal?: AbortSignal): Promise<FrameAnalysis> {
    const [result] = await this.#tryAll([picture], { masksBy: this.#reading.method, signal });
    if (result === undefined || result instanceof SteerscopeError) throw result;
    return result;
  }

  /** A picture that is lost or does not fit has no findings, and the problem. */
  async experiment(
    picture: FramePicture,
    request: FrameExperiment,
    signal: AbortSignal | undefined,
  ): Promise<FrameOutcome> {
    const [prepared] = this.#prepare([picture]);
    const { frame } = picture;
    if (!prepared || prepared instanceof SteerscopeError)
      return { frame, findings: null, problems: prepared ? lostFrame(frame, prepared).problems : [] };
    const [result] = await this.#forward([prepared]);
    if (!result) throw new Error('The engine gave no result for a picture.');
    return runExperiment(request, this.#questionOf(prepared, result, this.#backProp(result), signal), frame);
  }

  /** The tensor of one picture, `[row, column, channel]`. @throws SteerscopeError when the picture does not fit. */
  prepareOne(image: RgbaImage): Float32Array {
    const input = new Float32Array(this.#inputSize);
    this.#network.preprocessor.prepare(image, input);
    return input;
  }

  get #inputSize(): number {
    const { height, width, channels } = this.#network.model.info.input;
    return height * width * channels;
  }

  async #tryAll(
    pictures: readonly FramePicture[],
    wanted: Wanted,
  ): Promise<readonly (FrameAnalysis | SteerscopeError)[]> {
    const start = performance.now();
    const prepared = this.#prepare(pictures);
    const good = prepared.flatMap((frame) => (frame instanceof SteerscopeError ? [] : [frame]));
    const preparedAt = performance.now();
    const results = await this.#forward(good);
    const forwardAt = performance.now();
    const shared = {
      preprocessMs: (preparedAt - start) / good.length,
      forwardMs: (forwardAt - preparedAt) / good.length,
    };
    const analyses: (FrameAnalysis | SteerscopeError)[] = [];
    for (const frame of prepared) {
      if (frame instanceof SteerscopeError) {
        analyses.push(frame);
        continue;
      }
      const result = results[frame.inBatch];
      if (!result) throw new Error(`The engine gave ${results.length} results for ${good.length} pictures.`);
      analyses.push(await this.#explain(frame, result, wanted, shared));
    }
    return analyses;
  }

  #prepare(pictures: readonly FramePicture[]): readonly (PreparedFrame | SteerscopeError)[] {
    const size = this.#inputSize;
    if (this.#inputs.length < pictures.length * size) this.#inputs = new Float32Array(pictures.length * size);
    let inBatch = 0;
    return pictures.map(({ frame, decodeMs, numbers, image, error }) => {
      if (error) return error;
      try {
        refuseMissingNumbers(numbers, frame);
        const into = this.#inputs.subarray(inBatch * size, (inBatch + 1) * size);
        const { networkView } = this.#network.preprocessor.prepare(image, into);
        const { width: pictureWidth, height: pictureHeight } = image;
        return { frame, decodeMs, numbers, networkView, pictureWidth, pictureHeight, inBatch: inBatch++ };
      } catch (thrown) {
        return SteerscopeError.from(thrown);
      }
    });
  }

  async #forward(frames: readonly PreparedFrame[]): Promise<readonly EngineResult[]> {
    const count = frames.length;
    if (count === 0) return [];
    const data = this.#inputs.subarray(0, count * this.#inputSize);
    return this.#network.engine.run({ count, data, ...this.#otherInputs(frames) });
  }

  #otherInputs(frames: readonly PreparedFrame[]): Pick<InputBatch, 'others'> {
    const { feeds } = this.#network.otherInputs;
    if (feeds.length === 0) return {};
    const others = feeds.map(({ input, size }) => {
      const batch = new Float32Array(frames.length * size);
      frames.forEach(({ numbers }, index) => batch.set(numbers[input.name] ?? [], index * size));
      return [input.name, batch] as const;
    });
    return { others: Object.fromEntries(others) };
  }

  async #explain(
    picture: PreparedFrame,
    result: EngineResult,
    { masksBy, signal }: Wanted,
    shared: Pick<FrameTimings, 'preprocessMs' | 'forwardMs'>,
  ): Promise<FrameAnalysis> {
    const { steering, stages } = this.#reading;
    const { frame, decodeMs, networkView } = picture;
    const { outputs, averaged } = result;
    const start = performance.now();
    const backProp = masksBy && this.#backProp(result);
    const question = this.#questionOf(picture, result, backProp, signal);
    const { mask, problems } = masksBy ? await tryMask(masksBy, question, frame) : { mask: null, problems: [] };
    return {
      frame,
      predictedSteering: steeringOf(outputs, steering),
      outputs,
      mask,
      stages: stages.flatMap(({ layer }, index) => {
        const [map, intermediate] = [averaged[index], backProp?.intermediates[index]];
        return map && intermediate ? [{ layer, averaged: map, intermediate }] : [];
      }),
      networkView,
      timings: { ...shared, decodeMs, saliencyMs: performance.now() - start },
      problems: [...outputProblems(frame, outputs, this.#network.model.info.path), ...problems],
    };
  }

  #backProp({ averaged }: EngineResult): VisualBackPropResult | null {
    const { stages } = this.#reading;
    return stages.length > 0 ? visualBackProp(averaged, stages, this.#network.model.info.input) : null;
  }

  #questionOf(
    picture: PreparedFrame,
    { outputs, averaged }: EngineResult,
    backProp: VisualBackPropResult | null,
    signal: AbortSignal | undefined,
  ): SaliencyQuestion {
    const { model, engine } = this.#network;
    return {
      input: this.#inputOf(picture),
      size: model.info.input,
      valueRange: valueRange(this.#network.preprocessing.steps),
      black: () => this.#blackOf(picture),
      outputs,
      stages: this.#reading.stages,
      averaged,
      backProp,
      path: () => networkPath(model),
      maps: (points, reading, input) => engine.maps(points, reading, input, this.#otherInputs([picture]).others),
      steer: (inputs, count) => this.#steer(picture, inputs, count, signal),
      trace: (pass, inputs, count, seeds = seedsOf(outputs, this.#reading.steering, count)) =>
        this.#trace(picture, seeds, pass, { count, data: inputs }, signal),
    };
  }

  /** Stays as it is until the next call of `analyse`. */
  #inputOf({ inBatch }: PreparedFrame): Float32Array {
    return this.#inputs.subarray(inBatch * this.#inputSize, (inBatch + 1) * this.#inputSize);
  }

  #blackOf({ pictureWidth: width, pictureHeight: height }: PreparedFrame): Float32Array {
    return this.prepareOne({ width, height, data: new Uint8ClampedArray(4 * width * height) });
  }

  /** What the network would steer by other pixels in a frame. @throws SteerscopeError `cancelled`, `engine-failed`. */
  async #steer(
    frame: PreparedFrame,
    data: Float32Array,
    count: number,
    signal: AbortSignal | undefined,
  ): Promise<Float64Array> {
    refuseCancelled(signal);
    const others = this.#otherInputs(new Array<PreparedFrame>(count).fill(frame));
    const results = await this.#network.engine.run({ count, data, ...others });
    return Float64Array.from(results, ({ outputs }) => steeringOf(outputs, this.#reading.steering));
  }

  /** A pass back for other pixels in a frame. @throws SteerscopeError `cancelled`, `engine-failed`, `unsupported-layer`. */
  async #trace(
    frame: PreparedFrame,
    seeds: Seeds,
    pass: BackwardPass,
    batch: InputBatch,
    signal: AbortSignal | undefined,
  ): Promise<readonly BackwardAnswer[]> {
    refuseCancelled(signal);
    const others = this.#otherInputs(new Array<PreparedFrame>(batch.count).fill(frame));
    return this.#network.engine.backward(pass, { ...batch, ...others }, seeds);
  }
}

function lostFrame(frame: number, error: SteerscopeError): FrameAnalysis {
  const message = `${error.message} ${error.nextStep}`;
  return {
    frame,
    predictedSteering: Number.NaN,
    outputs: [],
    mask: null,
    stages: [],
    networkView: noView,
    timings: noTime,
    problems: [{ severity: 'error', code: error.code, message, place: `frame ${frame}`, frame }],
  };
}

function outputProblems(frame: number, outputs: readonly Float32Array[], modelPath: string): readonly Problem[] {
  const broken = outputs.some((values) => values.some((value) => !Number.isFinite(value)));
  if (!broken) return [];
  return [
    {
      severity: 'error',
      code: 'output-not-finite',
      message: `The network answered frame ${frame} with a number that is not finite; check its weights and the preprocessing: ${modelPath}`,
      place: `frame ${frame}`,
      frame,
    },
  ];
}
