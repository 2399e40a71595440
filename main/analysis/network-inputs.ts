import type { FrameRect, RgbaImage } from '../../shared/pixels.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { EngineResult, InputBatch } from '../engines/engine.ts';
import type { FramePicture } from './frame-picture.ts';
import type { Network } from './open-network.ts';
import { refuseMissingNumbers, type FrameNumbers } from './other-inputs.ts';

/** A picture that has been made into the network's input. */
export interface PreparedFrame {
  readonly frame: number;
  readonly decodeMs: number;
  readonly networkView: FrameRect;
  readonly pictureWidth: number;
  readonly pictureHeight: number;
  readonly numbers: FrameNumbers;
  /** Its place in the engine's batch. */
  readonly inBatch: number;
}

/** Pictures as the network is given them. Keeps their buffer between calls. */
export class NetworkInputs {
  readonly #network: Network;
  #buffer = new Float32Array(0);

  constructor(network: Network) {
    this.#network = network;
  }

  /** In order; why, for a picture that is lost or does not fit. Those prepared before are gone. */
  prepare(pictures: readonly FramePicture[]): readonly (PreparedFrame | SteerscopeError)[] {
    const size = this.#size;
    if (this.#buffer.length < pictures.length * size) this.#buffer = new Float32Array(pictures.length * size);
    let inBatch = 0;
    return pictures.map(({ frame, decodeMs, numbers, image, error }) => {
      if (error) return error;
      try {
        refuseMissingNumbers(numbers, frame);
        const into = this.#buffer.subarray(inBatch * size, (inBatch + 1) * size);
        const { networkView } = this.#network.preprocessor.prepare(image, into);
        const { width: pictureWidth, height: pictureHeight } = image;
        return { frame, decodeMs, numbers, networkView, pictureWidth, pictureHeight, inBatch: inBatch++ };
      } catch (thrown) {
        return SteerscopeError.from(thrown);
      }
    });
  }

  /** A forward pass over all that were prepared. */
  async run(frames: readonly PreparedFrame[]): Promise<readonly EngineResult[]> {
    const count = frames.length;
    if (count === 0) return [];
    const data = this.#buffer.subarray(0, count * this.#size);
    return this.#network.engine.run({ count, data, ...this.others(frames) });
  }

  /** `[row, column, channel]`. Stays as it is until the next call of `prepare`. */
  inputOf({ inBatch }: PreparedFrame): Float32Array {
    return this.#buffer.subarray(inBatch * this.#size, (inBatch + 1) * this.#size);
  }

  /** Other inputs in the place of a frame's, `[input, row, column, channel]`; what is given beside the picture stays. */
  inPlaceOf(frame: PreparedFrame, data: Float32Array, count: number): InputBatch {
    return { count, data, ...this.others(new Array<PreparedFrame>(count).fill(frame)) };
  }

  /** What is given beside the pictures of some frames. */
  others(frames: readonly PreparedFrame[]): Pick<InputBatch, 'others'> {
    const { feeds } = this.#network.otherInputs;
    if (feeds.length === 0) return {};
    const others = feeds.map(({ input, size }) => {
      const batch = new Float32Array(frames.length * size);
      frames.forEach(({ numbers }, index) => batch.set(numbers[input.name] ?? [], index * size));
      return [input.name, batch] as const;
    });
    return { others: Object.fromEntries(others) };
  }

  get #size(): number {
    return inputSize(this.#network);
  }
}

/** The input of one picture, `[row, column, channel]`. @throws SteerscopeError when the picture does not fit. */
export function inputOfImage(network: Network, image: RgbaImage): Float32Array {
  const input = new Float32Array(inputSize(network));
  network.preprocessor.prepare(image, input);
  return input;
}

function inputSize({ model }: Network): number {
  const { height, width, channels } = model.info.input;
  return height * width * channels;
}
