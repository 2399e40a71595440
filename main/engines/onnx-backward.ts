import type { InferenceSession } from 'onnxruntime-node';
import type { BackwardAnswer, BackwardPass, Seeds } from '../../shared/backward-pass.ts';
import { backwardName, seedsName, withBackwardPass } from '../models/backward/with-backward-pass.ts';
import type { OnnxTap } from '../models/model.ts';
import type { InputBatch } from './engine.ts';
import { partOfTensor } from './onnx-batch.ts';
import { openSession, runSession, tensorOf, type SessionSettings } from './onnx-session.ts';

/** Sessions kept: each holds the network's weights anew. */
const mostSessions = 4;

/** Runs passes back through a network, each in a session of its own that is opened when first asked for. */
export class OnnxBackward {
  readonly #network: SessionSettings & { readonly bytes: Uint8Array; readonly taps: readonly OnnxTap[] };
  /** The one used last comes last. */
  readonly #sessions = new Map<string, InferenceSession>();
  /** Why the network cannot be gone back through, told again for frame after frame without reading it again. */
  readonly #refusals = new Map<string, unknown>();

  constructor(network: SessionSettings & { readonly bytes: Uint8Array; readonly taps: readonly OnnxTap[] }) {
    this.#network = network;
  }

  /** `batch` is filled up with zeros to `batchSize` pictures. */
  async run(
    pass: BackwardPass,
    batch: InputBatch,
    { output, weights }: Seeds,
    batchSize: number,
  ): Promise<BackwardAnswer[]> {
    const { info } = this.#network;
    const session = await this.#sessionOf(pass, output);
    const seeds = { name: seedsName, shape: [weights.length / batch.count] };
    const tensors = await runSession(
      session,
      { ...batch, others: { ...batch.others, [seedsName]: weights } },
      { ...info, otherInputs: [...info.otherInputs, seeds] },
      batchSize,
      [backwardName],
    );
    const answer = tensorOf(tensors, backwardName);
    const [, height = 0, width = 0, channels = 0] = answer.dims;
    return Array.from({ length: batch.count }, (_, picture) => ({
      height,
      width,
      channels,
      values: partOfTensor(answer, picture, batchSize),
    }));
  }

  async dispose(): Promise<void> {
    for (const session of this.#sessions.values()) await session.release();
    this.#sessions.clear();
  }

  async #sessionOf(pass: BackwardPass, output: number): Promise<InferenceSession> {
    const key = JSON.stringify([pass, output]);
    const kept = this.#sessions.get(key);
    this.#sessions.delete(key);
    const session = kept ?? (await openSession(this.#written(key, pass, output), this.#network));
    this.#sessions.set(key, session);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > mostSessions && oldest !== undefined) {
      await this.#sessions.get(oldest)?.release();
      this.#sessions.delete(oldest);
    }
    return session;
  }

  #written(key: string, pass: BackwardPass, output: number): Uint8Array {
    if (this.#refusals.has(key)) throw this.#refusals.get(key);
    const { bytes, taps, info } = this.#network;
    try {
      return withBackwardPass(bytes, pass, { info, taps, output });
    } catch (thrown) {
      this.#refusals.set(key, thrown);
      throw thrown;
    }
  }
}

/** @throws RangeError unless every picture has as many weights. */
export function checkSeeds({ weights }: Seeds, count: number): void {
  if (weights.length % count !== 0) throw new RangeError(`${weights.length} weights are not for ${count} pictures`);
}
