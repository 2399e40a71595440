import type { FrameAnalysis, FrameTimings } from '../../shared/analysis.ts';
import type { FrameExperiment } from '../../shared/lab.ts';
import type { FrameOutcome } from '../../shared/lab-findings.ts';
import type { FrameRect } from '../../shared/pixels.ts';
import type { Problem } from '../../shared/problem.ts';
import type { SaliencyMethod } from '../../shared/saliency-methods.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { EngineResult } from '../engines/engine.ts';
import { runExperiment } from '../saliency/experiments/run-experiment.ts';
import type { SaliencyQuestion } from '../saliency/mask-method.ts';
import { visualBackProp, type VisualBackPropResult } from '../saliency/visual-backprop.ts';
import type { AnalysedFrame, AnalyseOptions } from './analysis-session.ts';
import { withFigures, withoutMaps } from './frame-figures.ts';
import type { FramePicture } from './frame-picture.ts';
import { frameQuestion, type AnsweredFrame } from './frame-question.ts';
import { NetworkInputs, type PreparedFrame } from './network-inputs.ts';
import type { NetworkReading } from './network-reading.ts';
import type { Network } from './open-network.ts';
import { steeringOf } from './steering-reader.ts';
import { tryMask } from './try-mask.ts';

/** What is worked out of pictures beside the predictions. */
interface Wanted {
  /** Null: none. */
  readonly masksBy: SaliencyMethod | null;
  readonly signal: AbortSignal | undefined;
}

const noView: FrameRect = { left: 0, top: 0, width: 0, height: 0 };
const noTime: FrameTimings = { decodeMs: 0, preprocessMs: 0, forwardMs: 0, saliencyMs: 0 };

/** Pixels → tensor → forward pass → masks, for a batch of pictures. */
export class ImageAnalyser {
  readonly #network: Network;
  readonly #reading: NetworkReading;
  readonly #inputs: NetworkInputs;

  constructor(network: Network, reading: NetworkReading) {
    this.#network = network;
    this.#inputs = new NetworkInputs(network);
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
    const [prepared] = this.#inputs.prepare([picture]);
    const { frame } = picture;
    if (!prepared || prepared instanceof SteerscopeError)
      return { frame, findings: null, problems: prepared ? lostFrame(frame, prepared).problems : [] };
    const [result] = await this.#inputs.run([prepared]);
    if (!result) throw new Error('The engine gave no result for a picture.');
    const answered = { prepared, result, backProp: this.#backProp(result) };
    return runExperiment(request, this.#questionOf(answered, signal), frame);
  }

  async #tryAll(
    pictures: readonly FramePicture[],
    wanted: Wanted,
  ): Promise<readonly (FrameAnalysis | SteerscopeError)[]> {
    const start = performance.now();
    const prepared = this.#inputs.prepare(pictures);
    const good = prepared.flatMap((frame) => (frame instanceof SteerscopeError ? [] : [frame]));
    const preparedAt = performance.now();
    const results = await this.#inputs.run(good);
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

  async #explain(
    prepared: PreparedFrame,
    result: EngineResult,
    { masksBy, signal }: Wanted,
    shared: Pick<FrameTimings, 'preprocessMs' | 'forwardMs'>,
  ): Promise<FrameAnalysis> {
    const { steering, stages } = this.#reading;
    const { frame, decodeMs, networkView } = prepared;
    const { outputs, averaged } = result;
    const start = performance.now();
    const backProp = masksBy && this.#backProp(result);
    const question = this.#questionOf({ prepared, result, backProp }, signal);
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

  #questionOf(answered: AnsweredFrame, signal: AbortSignal | undefined): SaliencyQuestion {
    return frameQuestion(this.#network, this.#inputs, this.#reading, answered, signal);
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
