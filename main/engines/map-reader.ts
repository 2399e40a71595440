import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Map2d } from '../../shared/pixels.ts';
import type { OnnxTap } from '../models/model.ts';
import { averagedName, channelsName, withAveragedTaps, withChannels } from '../models/onnx/onnx-taps.ts';
import type { ChannelReading, InputBatch } from './engine.ts';
import { partOfTensor } from './onnx-batch.ts';
import { declaredBatch, openSession, runSession, tensorOf, type SessionSettings } from './onnx-session.ts';
import { checkedOthers, zeroOthers } from './other-inputs.ts';

/** Tensors that were asked for together, and the session that gives them. */
interface OpenedTaps {
  readonly asked: string;
  readonly session: InferenceSession;
}

/**
 * Reads tensors from within a network, with onnxruntime in a session of its own that is opened when first asked for: who
 * never asks pays nothing. Not reentrant.
 */
export class MapReader {
  readonly #network: SessionSettings & { readonly bytes: Uint8Array };
  #opened: OpenedTaps | null = null;

  constructor(network: SessionSettings & { readonly bytes: Uint8Array }) {
    this.#network = network;
  }

  /** As `Engine.maps`. @throws SteerscopeError `engine-failed`. */
  async read(
    taps: readonly OnnxTap[],
    reading: ChannelReading,
    picture: Float32Array,
    others?: InputBatch['others'],
  ): Promise<readonly (readonly Map2d[])[]> {
    const { info } = this.#network;
    const { session } = await this.#open(taps, reading);
    const batchSize = declaredBatch(session, info) ?? 1;
    const batch = { count: 1, data: picture, others: checkedOthers(info, others ?? zeroOthers(info, 1), 1) };
    const nameOf = reading === 'mean' ? averagedName : channelsName;
    const names = taps.map((_, index) => nameOf(index));
    const tensors = await runSession(session, batch, info, batchSize, names);
    return taps.map(({ channelAxis }, index) => {
      const tensor = tensorOf(tensors, nameOf(index));
      return reading === 'mean' ? [meanMap(tensor, batchSize)] : channelMaps(tensor, channelAxis, batchSize);
    });
  }

  async dispose(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    await opened?.session.release();
  }

  async #open(taps: readonly OnnxTap[], reading: ChannelReading): Promise<OpenedTaps> {
    const asked = JSON.stringify([reading, taps.map(({ tensor }) => tensor)]);
    if (this.#opened?.asked === asked) return this.#opened;
    await this.dispose();
    const { bytes } = this.#network;
    // Without stages no map's negative numbers are left out.
    const tapped = reading === 'mean' ? withAveragedTaps(bytes, taps, []) : withChannels(bytes, taps);
    this.#opened = { asked, session: await openSession(tapped, this.#network) };
    return this.#opened;
  }
}

function meanMap(tensor: Tensor, batchSize: number): Map2d {
  const [, height = 0, width = 0] = tensor.dims;
  return { height, width, values: partOfTensor(tensor, 0, batchSize) };
}

/** Every channel of one picture, of a tensor of four axes. */
export function channelMaps(tensor: Tensor, channelAxis: number, batchSize: number): Map2d[] {
  const [height = 0, width = 0] = tensor.dims.filter((_, axis) => axis > 0 && axis !== channelAxis);
  const channels = tensor.dims[channelAxis] ?? 0;
  const values = partOfTensor(tensor, 0, batchSize);
  const pixels = height * width;
  return Array.from({ length: channels }, (_, channel) => ({
    height,
    width,
    values:
      channelAxis === 1
        ? values.slice(channel * pixels, (channel + 1) * pixels)
        : Float32Array.from({ length: pixels }, (__, pixel) => values[pixel * channels + channel] ?? Number.NaN),
  }));
}
