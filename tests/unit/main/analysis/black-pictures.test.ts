import { expect, test } from 'vitest';
import { openCheckedDrive } from '../../../../main/analysis/open-checked-drive.ts';
import { temporaryFolder, tinyJpeg, writeFiles } from '../../../support/make-drive.ts';

test('a camera that goes black is told, with the frames that were seen', async () => {
  using folder = temporaryFolder();
  // Of 17 pictures every second one is looked at; the last five are black, of which 12, 14 and 16 are seen.
  for (let frame = 0; frame < 17; frame += 1)
    writeFiles(folder.path, { [`${frame}.jpg`]: tinyJpeg(frame < 12 ? 'rgb(40, 30, 20)' : 'rgb(9, 6, 12)') });
  const drive = await openCheckedDrive(folder.path);
  expect(drive.info.problems).toMatchObject([{ severity: 'warning', code: 'camera-black', frame: 12 }]);
  expect(drive.info.problems[0]!.message).toContain('3 of 9 pictures');
  expect(drive.info.problems[0]!.message).toContain('frames 12, 14, 16');
  expect(drive.locateFrame(3, 'image')?.kind).toBe('image-file');
  drive.dispose();
});

test('dark is not black, one black picture is not yet a dead camera, and what cannot be decoded is neither', async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, { '0.jpg': tinyJpeg('rgb(0, 0, 0)') });
  writeFiles(folder.path, { '1.jpg': tinyJpeg('rgb(40, 30, 20)'), '2.jpg': 'no picture' });
  expect((await openCheckedDrive(folder.path)).info.problems).toEqual([]);
});

test('an abort cancels', async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, { '1.jpg': tinyJpeg() });
  await expect(openCheckedDrive(folder.path, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'cancelled',
  });
});
