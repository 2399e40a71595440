import type { BackwardAnswer, BackwardPass, Seeds } from '../../shared/backward-pass.ts';
import type { Map2d } from '../../shared/pixels.ts';
import type { OnnxTap } from '../models/model.ts';
import type { ChannelReading, InputBatch } from './engine.ts';
import { MapReader } from './map-reader.ts';
import { checkSeeds, OnnxBackward } from './onnx-backward.ts';
import { inSteps } from './onnx-batch.ts';
import type { OnnxNetwork } from './onnx-network.ts';
import { runningOn, type Batching } from './onnx-session.ts';
import { checkedOthers, zeroOthers } from './other-inputs.ts';

/**
 * What explanations ask of a network beside its answers: passes back through it, and maps from within. Each kind has
 * sessions of its own, opened when first asked for: who never asks pays nothing.
 */
export class ExplainingSessions {
  readonly #network: OnnxNetwork;
  readonly #batching: Batching;
  readonly #backward: OnnxBackward;
  readonly #mapReader: MapReader;

  constructor(network: OnnxNetwork, batching: Batching) {
    this.#network = network;
    this.#batching = batching;
    this.#backward = new OnnxBackward(network);
    this.#mapReader = new MapReader(network);
  }

  /** As `Engine.backward`. */
  backward(pass: BackwardPass, batch: InputBatch, { output, weights }: Seeds): Promise<readonly BackwardAnswer[]> {
    checkSeeds({ output, weights }, batch.count);
    const each = weights.length / batch.count;
    return inSteps(batch, this.#network.info, this.#batching.fixedSize, (part, step, first) => {
      const seeds = { output, weights: weights.subarray(first * each, (first + part.count) * each) };
      return runningOn(this.#network, this.#backward.run(pass, part, seeds, step));
    });
  }

  /** As `Engine.maps`. */
  maps(
    taps: readonly OnnxTap[],
    reading: ChannelReading,
    picture: Float32Array,
    others: InputBatch['others'] = zeroOthers(this.#network.info, 1),
  ): Promise<readonly (readonly Map2d[])[]> {
    const batch = { count: 1, data: picture, others: checkedOthers(this.#network.info, others, 1) };
    return runningOn(this.#network, this.#mapReader.read(taps, reading, batch, this.#batching.fixedSize ?? 1));
  }

  async dispose(): Promise<void> {
    await this.#backward.dispose();
    await this.#mapReader.dispose();
  }
}
