import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { fillPath } from '../../../../main/drives/lerobot-meta.ts';
import { openDrive } from '../../../../main/drives/registry.ts';
import { closePictures, readPicture } from '../../../../main/frames/read-frame.ts';
import type { Drive } from '../../../../shared/drive.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';
import { makeLerobot } from '../../../support/make-lerobot.ts';
import { readNumber } from '../../../support/make-video.ts';

afterEach(closePictures);

const camera = 'observation.images.front';
const numberAt = async (drive: Drive, frame: number): Promise<number> =>
  readNumber(await readPicture(drive.locateFrame(frame, camera)!));
const codes = (drive: Drive): string[] => drive.info.problems.map(({ code }) => code);

describe.each([2, 3] as const)('version %s', (version) => {
  test('a thousand random jumps land on the frame asked for', { timeout: 120_000 }, async () => {
    using folder = temporaryFolder();
    const drive = await openDrive(makeLerobot(folder.path, { version, episodes: [70, 1, 129] }));
    expect(drive.info.frameCount).toBe(200);
    let state = 5;
    let wrong = 0;
    for (let jump = 0; jump < 1000; jump += 1) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const frame = state % 200;
      if ((await numberAt(drive, frame)) !== frame) wrong += 1;
    }
    expect(wrong).toBe(0);
  });

  test('episodes lie one after the other, with their actions', async () => {
    using folder = temporaryFolder();
    const { info, columns } = await openDrive(makeLerobot(folder.path, { version, episodes: [2, 3] }));
    expect(info.cameras).toEqual([camera]);
    expect([...columns.steering!]).toEqual([0, 0.1, 0.2, 0.3, 0.4].map(Math.fround));
    expect([...columns.numeric['action.throttle']!]).toEqual([0.5, 0.5, 0.5, 0.5, 0.5]);
    expect([...columns.numeric['episode']!]).toEqual([0, 0, 1, 1, 1]);
    expect([...columns.timeSecs!].map((secs) => Math.round(secs * 1000))).toEqual([0, 50, 100, 150, 200]);
    expect(info.steering?.positive).toBe('right');
    expect(info.sessions).toEqual([
      { name: 'episode 0', firstFrame: 0 },
      { name: 'episode 1', firstFrame: 2 },
    ]);
    expect(info.problems.map(({ code, severity }) => [code, severity])).toEqual([
      ['steering-source', 'info'],
      ['episodes', 'info'],
    ]);
  });

  test('a missing video takes its frames with it', async () => {
    using folder = temporaryFolder();
    makeLerobot(folder.path, { version, episodes: [2, 3] });
    rmSync(
      join(
        folder.path,
        version === 2 ? `videos/chunk-000/${camera}/episode_000001.mp4` : `videos/${camera}/chunk-000/file-000.mp4`,
      ),
    );
    const drive = await openDrive(folder.path).catch((thrown: unknown) => thrown);
    if (version === 3) expect(drive).toMatchObject({ code: 'no-image-found' });
    else {
      expect((drive as Drive).info).toMatchObject({ frameCount: 2, recordCount: 5 });
      expect(codes(drive as Drive)).toContain('image-missing');
    }
  });

  test('flipped bytes in the rows never crash or hang', { timeout: 120_000 }, async () => {
    using folder = temporaryFolder();
    makeLerobot(folder.path, { version, episodes: [5] });
    const path = join(folder.path, 'data/chunk-000', version === 2 ? 'episode_000000.parquet' : 'file-000.parquet');
    const whole = readFileSync(path);
    let state = 9;
    const random = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let round = 0; round < 25; round += 1) {
      const bytes = Buffer.from(whole);
      for (let flips = 0; flips < 4; flips += 1) bytes[4 + random(bytes.length - 4)] = random(256);
      writeFileSync(path, bytes);
      const started = performance.now();
      try {
        await openDrive(folder.path);
      } catch (thrown) {
        expect(thrown).toMatchObject({ name: 'SteerscopeError', code: expect.not.stringMatching('internal') });
      }
      expect(performance.now() - started).toBeLessThan(12_000);
    }
  });
});

test('without a name like steering the first number of the action is taken, and doubted', async () => {
  using folder = temporaryFolder();
  for (const names of [null, ['main_a', 'main_b'], { motors: ['main_a', 'main_b'] }, 7]) {
    const { columns, info } = await openDrive(makeLerobot(folder.path, { names }));
    expect(columns.steering![2]).toBe(Math.fround(0.2));
    expect(info.problems).toContainEqual(expect.objectContaining({ code: 'steering-source', severity: 'warning' }));
  }
});

test('an episode whose rows are cut short is lost, and the others are not', async () => {
  using folder = temporaryFolder();
  makeLerobot(folder.path, { episodes: [2, 3] });
  truncateSync(join(folder.path, 'data/chunk-000/episode_000000.parquet'), 60);
  const drive = await openDrive(folder.path);
  expect(drive.info.frameCount).toBe(3);
  expect(drive.info.problems).toContainEqual(
    expect.objectContaining({ code: 'episode-missing', place: 'data/chunk-000/episode_000000.parquet' }),
  );
  expect(await numberAt(drive, 0)).toBe(2);
});

test('a damaged description is refused with the place', async () => {
  using folder = temporaryFolder();
  makeLerobot(folder.path, { info: { fps: -1 } });
  await expect(openDrive(folder.path)).rejects.toMatchObject({
    code: 'not-readable',
    message: expect.stringContaining('fps'),
  });
});

test('no path leaves the data set', () => {
  const folder = join('/', 'data', 'set');
  const values = { video_key: 'front', chunk_index: 1, file_index: 12 };
  expect(fillPath(folder, 'videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4', values)).toBe(
    join(folder, 'videos/front/chunk-001/file-012.mp4'),
  );
  for (const template of ['../x.mp4', '/etc/passwd', '{video_key}/../../x', '', '.', '{constructor}'])
    expect(fillPath(folder, template, { video_key: '..' })).toBeNull();
});

test('millions of episodes in a short description open nothing twice', { timeout: 20_000 }, async () => {
  using folder = temporaryFolder();
  makeLerobot(folder.path, { info: { data_path: 'data/chunk-000/episode_000000.parquet', total_episodes: 1e9 } });
  const started = performance.now();
  await openDrive(folder.path).catch((thrown: unknown) => thrown);
  expect(performance.now() - started).toBeLessThan(5000);
});
