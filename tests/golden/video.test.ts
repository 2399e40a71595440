import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { videoTable } from '../../main/containers/video-tables.ts';
import { closePictures, readPicture } from '../../main/frames/read-frame.ts';
import { realData } from '../support/real-data.ts';

/** By video: the number of frames, and SHA-256 of the RGB pixels of some. See video_oracle.py. */
const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'video.json'), 'utf8')) as Readonly<
  Record<string, Readonly<Record<string, number | string>>>
>;

afterAll(closePictures);

for (const [name, { count, ...frames }] of Object.entries(golden)) {
  const path = realData(name);
  test.skipIf(path === null)(`${name}: the pixels that cv2 gives`, async () => {
    expect((await videoTable(path!)).frameCount).toBe(count);
    // The last first, so that frames are reached by jumps.
    for (const [frame, sha256] of Object.entries(frames).reverse()) {
      const { data } = await readPicture({ kind: 'video-frame', path: path!, frame: Number(frame) });
      const rgb = data.filter((_, index) => index % 4 !== 3);
      expect(createHash('sha256').update(rgb).digest('hex'), `frame ${frame}`).toBe(sha256);
    }
  });
}
