import { Packet } from 'node-av/lib';
import { Slices } from './time-slices.ts';
import { VideoDecoder } from './video-decoder.ts';
import { VideoInput } from './video-input.ts';

/**
 * The order of showing of a stream whose container does not say it (raw H.264, some AVI), by decoding it once: for each
 * packet a number that rises with the order, NaN for those that give no frame.
 * @throws the signal's reason; SteerscopeError `not-readable`.
 */
export async function decodedOrder(path: string, count: number, signal?: AbortSignal): Promise<number[]> {
  const order = new Array<number>(count).fill(Number.NaN);
  const input = await VideoInput.open(path);
  const slices = new Slices(signal);
  const packet = new Packet();
  packet.alloc();
  let decoder: VideoDecoder | null = null;
  try {
    decoder = new VideoDecoder(path, input.stream);
    let shown = 0;
    const collect = (from: VideoDecoder): void => {
      for (let frame = from.receive(); frame; frame = from.receive()) order[Number(frame.pts)] = shown++;
    };
    for (let index = 0; index < count && input.read(packet); index += 1) {
      if (slices.isOver()) await slices.next();
      packet.pts = BigInt(index);
      decoder.send(packet);
      collect(decoder);
    }
    decoder.send(null);
    collect(decoder);
    return order;
  } finally {
    packet.free();
    decoder?.close();
    input.close();
  }
}
