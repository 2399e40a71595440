import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { decodeImage } from '../../main/frames/decode-image.ts';
import { mediaTypeOf } from '../../main/frames/image-header.ts';
import type { EncodedFrame } from '../../main/frames/encoded-frame.ts';
import { readEncodedFrame } from '../../main/frames/read-frame.ts';
import { realData } from '../support/real-data.ts';
import golden from './decode.json' with { type: 'json' };

/** Size, and SHA-256 of the RGB bytes, rows from the top. */
async function fingerprint(frame: EncodedFrame): Promise<unknown> {
  const { width, height, data } = await decodeImage(frame);
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1) rgb.set(data.subarray(pixel * 4, pixel * 4 + 3), pixel * 3);
  return { width, height, sha256: createHash('sha256').update(rgb).digest('hex') };
}

test.each(golden.generated)('$name decodes bit for bit as in cv2 and PIL', async ({ name, base64, ...expected }) => {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  expect(await fingerprint({ bytes, mediaType: mediaTypeOf(bytes), place: name })).toEqual(expected);
});

test.skipIf(realData('drives') === null)('so do frames of real drives', async () => {
  expect(golden.real.length).toBeGreaterThan(40);
  for (const { path: name, ...expected } of golden.real) {
    const path = realData(...name.split('/'));
    expect(path, name).not.toBeNull();
    expect(await fingerprint(await readEncodedFrame({ kind: 'image-file', path: path! })), name).toEqual(expected);
  }
});
