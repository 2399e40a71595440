import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Map2d } from '../../shared/pixels.ts';
import type { OnnxTap } from '../models/model.ts';
import { averagedName, channelsName, withAveragedTaps, withChannels } from '../models/onnx/onnx-taps.ts';
import type { ChannelReading, InputBatch } from './engine.ts';
import { partOfTensor } from './onnx-batch.ts';
import { openSession, runSession, tensorOf, type SessionSettings } from './onnx-session.ts';

/** A session and what it gives, in the order of its outputs. */
interface OpenedTaps {
  readonly taps: readonly OnnxTap[];
  readonly session: InferenceSession;
}

/**
 * Reads tensors from within a network, with onnxruntime in a session of its own for each reading, opened when first asked
 * for: who never asks pays nothing. It gives all that was ever asked for, so that methods which take turns leave it open.
 * Not reentrant.
 */
export class MapReader {
  readonly #network: SessionSettings & { readonly bytes: Uint8Array; readonly taps: readonly OnnxTap[] };
  readonly #opened = new Map<ChannelReading, OpenedTaps>();

  constructor(network: SessionSettings & { readonly bytes: Uint8Array; readonly taps: readonly OnnxTap[] }) {
    this.#network = network;
  }

  /** Of the one picture of `batch`, as `Engine.maps`; filled up with zeros to `batchSize`. @throws SteerscopeError `engine-failed`. */
  async read(
    taps: readonly OnnxTap[],
    reading: ChannelReading,
    batch: InputBatch,
    batchSize: number,
  ): Promise<readonly (readonly Map2d[])[]> {
    const { session, taps: given } = await this.#open(taps, reading);
    const nameOf = reading === 'mean' ? averagedName : channelsName;
    const names = taps.map((tap) => nameOf(placeOf(tap, given)));
    const tensors = await runSession(session, batch, this.#network.info, batchSize, names);
    return taps.map(({ channelAxis }, index) => {
      const tensor = tensorOf(tensors, names[index]!);
      return reading === 'mean' ? [meanMap(tensor, batchSize)] : channelMaps(tensor, channelAxis, batchSize);
    });
  }

  async dispose(): Promise<void> {
    for (const { session } of this.#opened.values()) await session.release();
    this.#opened.clear();
  }

  async #open(wanted: readonly OnnxTap[], reading: ChannelReading): Promise<OpenedTaps> {
    const before = this.#opened.get(reading);
    // A user looks at the channels of one stage after the other; each channel costs nothing until fetched, a mean does.
    const taps = [...(before?.taps ?? (reading === 'each' ? this.#network.taps : []))];
    for (const tap of wanted) if (placeOf(tap, taps) < 0) taps.push(tap);
    if (before?.taps.length === taps.length) return before;
    this.#opened.delete(reading);
    await before?.session.release();
    const { bytes } = this.#network;
    // Without stages no map's negative numbers are left out.
    const tapped = reading === 'mean' ? withAveragedTaps(bytes, taps, []) : withChannels(bytes, taps);
    const opened = { taps, session: await openSession(tapped, this.#network) };
    this.#opened.set(reading, opened);
    return opened;
  }
}

const placeOf = ({ tensor }: OnnxTap, taps: readonly OnnxTap[]): number =>
  taps.findIndex((tap) => tap.tensor === tensor);

function meanMap(tensor: Tensor, batchSize: number): Map2d {
  const [, height = 0, width = 0] = tensor.dims;
  return { height, width, values: partOfTensor(tensor, 0, batchSize) };
}

/** Every channel of one picture, of a tensor of four axes. */
function channelMaps(tensor: Tensor, channelAxis: number, batchSize: number): Map2d[] {
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
