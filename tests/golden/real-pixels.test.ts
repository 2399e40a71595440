import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeImage } from '../../main/frames/decode-image.ts';
import { readEncodedFrame } from '../../main/frames/read-frame.ts';
import { compilePreprocessing } from '../../main/preprocess/preprocess.ts';
import { preprocessingSchema } from '../../shared/preprocessing.ts';
import { realData } from '../support/real-data.ts';

interface Golden {
  /** Below the folder of real drives. */
  readonly frame: string;
  readonly recipes: readonly { readonly name: string; readonly steps: unknown; readonly sha256: string }[];
}

const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'real_pixels.json'), 'utf8')) as Golden;
const path = realData('drives', ...golden.frame.split('/'));
const input = { name: 'input', height: 66, width: 200, channels: 3, layout: 'NHWC' } as const;

test.skipIf(path === null).each(golden.recipes)(
  'a real JPEG becomes the same bytes as by cv2: $name',
  async ({ steps, sha256 }) => {
    const image = await decodeImage(await readEncodedFrame({ kind: 'image-file', path: path ?? '' }));
    const prepared = new Float32Array(66 * 200 * 3);
    compilePreprocessing(preprocessingSchema.parse({ steps }), input).prepare(image, prepared);
    expect(createHash('sha256').update(Uint8Array.from(prepared)).digest('hex')).toBe(sha256);
  },
);
