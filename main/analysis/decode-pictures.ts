import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { decodeImage } from '../frames/decode-image.ts';
import { readPicture } from '../frames/read-frame.ts';
import { readImageFile } from '../frames/read-image-file.ts';
import type { FramePicture } from './frame-picture.ts';
import type { LocatedFrame } from './analysis-session.ts';
import type { FrameNumbers } from './other-inputs.ts';
import { refuseCancelled } from './refuse-cancelled.ts';

export interface NumberedFrame extends LocatedFrame {
  readonly numbers: FrameNumbers;
}

/** Reads all image files at once, then decodes one by one; a picture that is lost is data here. */
export async function decodePictures(
  frames: readonly NumberedFrame[],
  signal: AbortSignal | undefined,
): Promise<readonly FramePicture[]> {
  const reads = frames.map(({ location }) =>
    location?.kind === 'image-file' ? readImageFile(location.path).catch(SteerscopeError.from) : null,
  );
  const pictures: FramePicture[] = [];
  for (const [index, { frame, numbers, location }] of frames.entries()) {
    const encoded = await reads[index];
    refuseCancelled(signal);
    const start = performance.now();
    try {
      if (!location) throw noPicture(frame);
      if (encoded instanceof SteerscopeError) throw encoded;
      const image = await (encoded ? decodeImage(encoded) : readPicture(location, { signal }));
      pictures.push({ frame, numbers, image, error: null, decodeMs: performance.now() - start });
    } catch (thrown) {
      refuseCancelled(signal);
      pictures.push({ frame, numbers, image: null, error: SteerscopeError.from(thrown), decodeMs: 0 });
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
