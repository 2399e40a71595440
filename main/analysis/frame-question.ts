import type { RgbaImage } from '../../shared/pixels.ts';
import type { EngineResult } from '../engines/engine.ts';
import { networkPath } from '../models/network-path.ts';
import { valueRange } from '../preprocess/value-range.ts';
import type { SaliencyQuestion } from '../saliency/mask-method.ts';
import type { VisualBackPropResult } from '../saliency/visual-backprop.ts';
import { inputOfImage, type NetworkInputs, type PreparedFrame } from './network-inputs.ts';
import type { NetworkReading } from './network-reading.ts';
import type { Network } from './open-network.ts';
import { refuseCancelled } from './refuse-cancelled.ts';
import { seedsOf, steeringOf } from './steering-reader.ts';

/** A frame that the network has answered. */
export interface AnsweredFrame {
  readonly prepared: PreparedFrame;
  readonly result: EngineResult;
  /** Null for a network without convolutions. */
  readonly backProp: VisualBackPropResult | null;
}

/**
 * What a method may ask of a frame and the network, while the frame is among the inputs. Its passes fail with `cancelled`
 * once `signal` aborts, with `engine-failed` where the engine does.
 */
export function frameQuestion(
  network: Network,
  inputs: NetworkInputs,
  { stages, steering }: NetworkReading,
  { prepared, result, backProp }: AnsweredFrame,
  signal: AbortSignal | undefined,
): SaliencyQuestion {
  const { model, engine } = network;
  const { outputs, averaged } = result;
  return {
    input: inputs.inputOf(prepared),
    size: model.info.input,
    valueRange: valueRange(network.preprocessing.steps),
    black: () => inputOfImage(network, blackPicture(prepared)),
    outputs,
    stages,
    averaged,
    backProp,
    path: () => networkPath(model),
    maps: (points, reading, input) => engine.maps(points, reading, input, inputs.others([prepared]).others),
    steer: async (data, count) => {
      refuseCancelled(signal);
      const results = await engine.run(inputs.inPlaceOf(prepared, data, count));
      return Float64Array.from(results, (answer) => steeringOf(answer.outputs, steering));
    },
    trace: async (pass, data, count, seeds = seedsOf(outputs, steering, count)) => {
      refuseCancelled(signal);
      return engine.backward(pass, inputs.inPlaceOf(prepared, data, count), seeds);
    },
  };
}

const blackPicture = ({ pictureWidth: width, pictureHeight: height }: PreparedFrame): RgbaImage => ({
  width,
  height,
  data: new Uint8ClampedArray(4 * width * height),
});
