import type { ImageInput } from '../../shared/model.ts';
import type { FrameRect, RgbaImage } from '../../shared/pixels.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { PixelData } from './pixel-operation.ts';
import { planPreprocessing, type PreprocessingPlan } from './preprocessing-plan.ts';

/** Turns camera pictures into one network's input. Not reentrant; keeps buffers for pictures of the last size. */
export interface Preprocessor {
  /**
   * Writes the network's input for `image` into `into`, `[row, column, channel]`, exactly height * width * channels
   * float32. Alpha is ignored. Returns what part of the picture the network sees, in its pixels: crops, seen through
   * the resizes before them.
   * @throws SteerscopeError `bad-preprocessing` when a step cannot be done on what it is given, `input-mismatch` when
   * the result is not of the network's input size.
   */
  prepare(image: RgbaImage, into: Float32Array): { readonly networkView: FrameRect };
}

/** Readies `preprocessing` for the network's `input`. Tables are made when the size of the pictures is known. */
export function compilePreprocessing(preprocessing: Preprocessing, input: ImageInput): Preprocessor {
  let plan: PreprocessingPlan | null = null;
  return {
    prepare(image, into) {
      if (plan?.imageWidth !== image.width || plan.imageHeight !== image.height) {
        plan = planPreprocessing(preprocessing, image.width, image.height);
        try {
          checkFit(plan, input);
        } catch (error) {
          plan = null;
          throw error;
        }
      }
      const inputLength = input.height * input.width * input.channels;
      if (into.length !== inputLength)
        throw new RangeError(`The network's input takes ${inputLength} floats, the buffer has ${into.length}.`);
      run(plan, image, into);
      return plan;
    },
  };
}

function run(plan: PreprocessingPlan, image: RgbaImage, into: Float32Array): void {
  let pixels: PixelData = imageBytes(image);
  for (const { operation, offset, target } of plan.stages) {
    const next = target ?? into;
    operation.run(pixels, offset, next);
    pixels = next;
  }
}

/** One type of array throughout keeps the loops fast; a clamped array differs only in writing. */
export function imageBytes({ data }: RgbaImage): Uint8Array {
  return data instanceof Uint8Array ? data : new Uint8Array(data.buffer, data.byteOffset, data.length);
}

function checkFit(plan: PreprocessingPlan, input: ImageInput): void {
  const { width, height, channels } = plan.output;
  if (width === input.width && height === input.height && channels === input.channels) return;
  throw new SteerscopeError(
    'input-mismatch',
    `Preprocessing makes ${height} × ${width} × ${channels} (height × width × channels) of a ${plan.imageWidth} × ${plan.imageHeight} picture, but the network's input "${input.name}" takes ${input.height} × ${input.width} × ${input.channels}.`,
    channels === input.channels
      ? `End the preprocessing with a resize to width ${input.width} and height ${input.height}.`
      : `Add or remove a colour step so that ${input.channels} ${input.channels === 1 ? 'channel is' : 'channels are'} left.`,
  );
}
