import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDrive } from '../../../../main/drives/registry.ts';
import { makeImageFolder, temporaryFolder, tinyJpeg, writeFiles } from '../../../support/make-drive.ts';
import { listTexts } from '../../../../shared/texts.ts';

test('frames in natural order, without steering and time', async () => {
  using folder = temporaryFolder();
  const { info, columns } = await openDrive(makeImageFolder(folder.path, 10));
  expect(info).toMatchObject({
    format: 'image-folder',
    recordCount: 10,
    frameCount: 10,
    timeSpanSecs: null,
    steering: null,
    cameras: ['image'],
    columns: [],
    problems: [],
  });
  expect(columns).toMatchObject({ timeSecs: null, steering: null, numeric: {} });
  expect(listTexts(columns.image)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((index) => `frame_${index}.jpg`));
  expect([...columns.logRow]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('other files, hidden junk and folders are passed over; an empty or dangling picture is a problem', async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, {
    'a.PNG': tinyJpeg(),
    'b.jpeg': '',
    '._a.png': 'junk',
    'notes.txt': 'x',
    'mask.npy': 'x',
    'folder.jpg/inner.jpg': tinyJpeg(),
  });
  symlinkSync(join(folder.path, 'a.PNG'), join(folder.path, 'c.jpg'));
  symlinkSync('/nowhere.jpg', join(folder.path, 'd.jpg'));
  const { info, columns } = await openDrive(folder.path);
  expect(listTexts(columns.image)).toEqual(['a.PNG', 'c.jpg']);
  expect(info.recordCount).toBe(4);
  expect(info.problems.map(({ code, place }) => [code, place])).toEqual([
    ['image-empty', 'image line 2'],
    ['image-missing', 'image line 4'],
  ]);
});
