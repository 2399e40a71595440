import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { decodeImage } from '../frames/decode-image.ts';
import { readEncodedFrame } from '../frames/read-frame.ts';
import type { FramePicture } from './analyse-images.ts';
import type { LocatedFrame } from './analysis-session.ts';
import { refuseCancelled } from './refuse-cancelled.ts';

/** Reads all files at once, then decodes one by one; a picture that is lost is data here. */
export async function decodePictures(
  frames: readonly LocatedFrame[],
  signal: AbortSignal | undefined,
): Promise<readonly FramePicture[]> {
  const reads = frames.map(({ location }) => location && readEncodedFrame(location).catch(SteerscopeError.from));
  const pictures: FramePicture[] = [];
  for (const [index, { frame }] of frames.entries()) {
    const encoded = await reads[index];
    refuseCancelled(signal);
    const start = performance.now();
    try {
      if (!encoded) throw noPicture(frame);
      if (encoded instanceof SteerscopeError) throw encoded;
      const image = await decodeImage(encoded);
      pictures.push({ frame, image, error: null, decodeMs: performance.now() - start });
    } catch (thrown) {
      pictures.push({ frame, image: null, error: SteerscopeError.from(thrown), decodeMs: 0 });
    }
  }
  return pictures;
}

export function noPicture(frame: number): SteerscopeError {
  return new SteerscopeError(
    'not-found',
    `Frame ${frame} has no picture of that camera.`,
    'Choose another frame or another camera.',
  );
}
