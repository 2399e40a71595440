import { SteerscopeError } from '../../shared/steerscope-error.ts';

/** A recorded picture as a bitmap; its owner closes it. @throws SteerscopeError `image-not-decodable`. */
export async function decodePicture(encoded: Blob, frame: number): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(encoded, { colorSpaceConversion: 'none' });
  } catch (cause) {
    throw new SteerscopeError(
      'image-not-decodable',
      `The picture of frame ${frame} does not decode.`,
      'Step on to the next frame; the problems list names all that are damaged.',
      { cause },
    );
  }
}
