import type { FrameAnalysis, FrameTimings } from '../../shared/analysis.ts';
import type { FrameRect, RgbaImage } from '../../shared/pixels.ts';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { EngineResult } from '../engines/engine.ts';
import { visualBackProp } from '../saliency/visual-backprop.ts';
import type { Network } from './open-network.ts';

/** A picture to analyse, or why there is none. */
export type FramePicture = { readonly frame: number; readonly decodeMs: number } & (
  { readonly image: RgbaImage; readonly error: null } | { readonly image: null; readonly error: SteerscopeError }
);

interface PreparedFrame {
  readonly frame: number;
  readonly decodeMs: number;
  readonly networkView: FrameRect;
}

const noView: FrameRect = { left: 0, top: 0, width: 0, height: 0 };
const noTime: FrameTimings = { decodeMs: 0, preprocessMs: 0, forwardMs: 0, saliencyMs: 0 };

/** Pixels → tensor → forward pass → masks, for a batch of pictures. Keeps its input buffer between calls. */
export class ImageAnalyser {
  readonly #network: Network;
  #inputs = new Float32Array(0);

  constructor(network: Network) {
    this.#network = network;
  }

  /** One analysis a picture, in order; a picture that is lost or does not fit gives a NaN prediction and the problem. */
  async analyse(pictures: readonly FramePicture[], saliency: boolean): Promise<readonly FrameAnalysis[]> {
    const start = performance.now();
    const failed = new Map<number, FrameAnalysis>();
    const prepared = this.#prepare(pictures, failed);
    const preparedAt = performance.now();
    const results = await this.#forward(prepared.length);
    const forwardAt = performance.now();
    const shared = {
      preprocessMs: (preparedAt - start) / prepared.length,
      forwardMs: (forwardAt - preparedAt) / prepared.length,
    };
    const analysed = new Map(
      prepared.map((picture, index) => {
        const result = results[index];
        if (!result) throw new Error(`The engine gave ${results.length} results for ${prepared.length} pictures.`);
        return [picture.frame, this.#explain(picture, result, saliency, shared)];
      }),
    );
    return pictures.map(({ frame }) => {
      const analysis = analysed.get(frame) ?? failed.get(frame);
      if (!analysis) throw new Error(`Frame ${frame} was not analysed.`);
      return analysis;
    });
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

  #prepare(pictures: readonly FramePicture[], failed: Map<number, FrameAnalysis>): readonly PreparedFrame[] {
    const size = this.#inputSize;
    if (this.#inputs.length < pictures.length * size) this.#inputs = new Float32Array(pictures.length * size);
    const prepared: PreparedFrame[] = [];
    for (const { frame, decodeMs, image, error } of pictures) {
      if (error) {
        failed.set(frame, lostFrame(frame, error));
        continue;
      }
      const into = this.#inputs.subarray(prepared.length * size, (prepared.length + 1) * size);
      try {
        const { networkView } = this.#network.preprocessor.prepare(image, into);
        prepared.push({ frame, decodeMs, networkView });
      } catch (thrown) {
        failed.set(frame, lostFrame(frame, SteerscopeError.from(thrown)));
      }
    }
    return prepared;
  }

  async #forward(count: number): Promise<readonly EngineResult[]> {
    if (count === 0) return [];
    return this.#network.engine.run({ count, data: this.#inputs.subarray(0, count * this.#inputSize) });
  }

  #explain(
    picture: PreparedFrame,
    { outputs, averaged }: EngineResult,
    saliency: boolean,
    shared: Pick<FrameTimings, 'preprocessMs' | 'forwardMs'>,
  ): FrameAnalysis {
    const { input, stages } = this.#network.model.info;
    const { frame, decodeMs, networkView } = picture;
    const start = performance.now();
    const explained = saliency && stages.length > 0 ? visualBackProp(averaged, stages, input) : null;
    return {
      frame,
      predictedSteering: outputs[0]?.[0] ?? Number.NaN,
      outputs,
      mask: explained?.mask ?? null,
      stages: stages.flatMap(({ layer }, index) => {
        const [map, intermediate] = [averaged[index], explained?.intermediates[index]];
        return map && intermediate ? [{ layer, averaged: map, intermediate }] : [];
      }),
      networkView,
      timings: { ...shared, decodeMs, saliencyMs: performance.now() - start },
      problems: outputProblems(frame, outputs, this.#network.model.info.path),
    };
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
