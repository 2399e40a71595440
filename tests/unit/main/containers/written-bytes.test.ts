import { openSync, closeSync, writeSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writtenBytes } from '../../../../main/containers/written-bytes.ts';
import { openDrive } from '../../../../main/drives/registry.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';
import { makeVideo } from '../../../support/make-video.ts';

const mib = 2 ** 20;

test('a long end of one value is not written; a short one, and one with anything in it, is', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'file');
  const sizes = async (bytes: number, holeBytes: number, fill: number) => {
    writeFileSync(path, Buffer.alloc(bytes, 'video'));
    const file = openSync(path, 'a');
    for (let written = 0; written < holeBytes; written += mib) writeSync(file, Buffer.alloc(mib, fill));
    closeSync(file);
    return await writtenBytes(path);
  };
  for (const fill of [0, 0xff])
    expect(await sizes(3 * mib, 20 * mib, fill)).toEqual({ bytes: 3 * mib, size: 23 * mib });
  // To the end of the block.
  expect(await sizes(3 * mib + 5, 20 * mib, 0)).toEqual({ bytes: 3 * mib + 65_536, size: 23 * mib + 5 });
  expect(await sizes(3 * mib, 8 * mib, 0)).toEqual({ bytes: 11 * mib, size: 11 * mib });
  expect(await sizes(3 * mib, 0, 0)).toEqual({ bytes: 3 * mib, size: 3 * mib });
  const file = openSync(path, 'a');
  writeSync(file, Buffer.concat([Buffer.alloc(20 * mib), Buffer.of(1)]));
  closeSync(file);
  expect(await writtenBytes(path)).toEqual({ bytes: 23 * mib + 1, size: 23 * mib + 1 });
  expect(await sizes(0, 0, 0)).toEqual({ bytes: 0, size: 0 });
});

test.each(['a.hevc', 'a.mkv', 'a.avi'])('%s with four gigabytes behind it opens at once', async (name) => {
  using folder = temporaryFolder();
  const encoder = { 'a.hevc': 'libx265', 'a.mkv': 'libx264', 'a.avi': 'mpeg4' }[name]!;
  const options = name === 'a.hevc' ? { encoderOptions: { preset: 'ultrafast', 'x265-params': 'log-level=none' } } : {};
  const path = makeVideo(join(folder.path, name), { encoder, frameCount: 12, keyEvery: 4, ...options });
  truncateSync(path, 2 ** 32);
  const start = performance.now();
  const drive = await openDrive(folder.path);
  expect(performance.now() - start).toBeLessThan(5000);
  expect(drive.info.frameCount).toBe(12);
  expect(drive.info.problems).toContainEqual(
    expect.objectContaining({
      code: 'file-not-written',
      severity: 'warning',
      place: expect.stringMatching(/ byte (65536|131072)$/),
    }),
  );
});
