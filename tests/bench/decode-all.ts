import { Packet } from 'node-av/lib';
import { VideoDecoder } from '../../main/containers/video-decoder.ts';
import { VideoInput } from '../../main/containers/video-input.ts';
import { VideoPixels } from '../../main/frames/video-pixels.ts';

/** The floor of what reads videos: the same library decoding from beginning to end. @returns how many frames came. */
export async function decodeAll(path: string, toRgba: boolean): Promise<number> {
  const input = await VideoInput.open(path);
  const decoder = new VideoDecoder(path, input.stream);
  const pixels = new VideoPixels();
  const packet = new Packet();
  packet.alloc();
  let count = 0;
  const drain = (): void => {
    for (let frame = decoder.receive(); frame; frame = decoder.receive()) {
      if (toRgba) pixels.toRgba(frame);
      count += 1;
    }
  };
  while (input.read(packet)) {
    decoder.send(packet);
    drain();
  }
  decoder.send(null);
  drain();
  packet.free();
  pixels.close();
  decoder.close();
  input.close();
  return count;
}
