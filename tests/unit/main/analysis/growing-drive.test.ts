import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openAnalysisClient, type AnalysisClient } from '../../../../main/analysis/analysis-client.ts';
import type { DriveChange } from '../../../../main/analysis/analysis-session.ts';
import { driveMappingSchema } from '../../../../shared/drive-mapping.ts';
import {
  makeImageTable,
  makeTub,
  makeUdacityDrive,
  temporaryFolder,
  udacityName,
  writeFiles,
} from '../../../support/make-drive.ts';
import { greyJpeg } from '../../../support/tiny-network-file.ts';

const opened: AnalysisClient[] = [];
const folder = temporaryFolder();
afterEach(async () => {
  await Promise.all(opened.splice(0).map((client) => client.dispose()));
});

/** A session, and how to wait for the next news of its drive. */
async function open(drivePath: string, watch: boolean) {
  const client = await openAnalysisClient({ drivePath, watch, gradually: true, threads: 1 });
  opened.push(client);
  const news: DriveChange[] = [];
  let wake: () => void = () => undefined;
  client.onDriveChanged = (change) => {
    news.push(change);
    wake();
  };
  const next = async (): Promise<DriveChange> => {
    while (news.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return news.shift()!;
  };
  return { client, next };
}

const row = (frame: number): string => `IMG/${udacityName('center', frame * 100)},,,0.25,0.5,0,30`;

describe('a large drive', () => {
  test('opens by its first frames, then there are all', async () => {
    const path = makeUdacityDrive(join(folder.path, 'large'), { cameras: ['center'] });
    const rows = Array.from({ length: 5000 }, (_, index) => row(index % 3));
    writeFiles(path, { 'driving_log.csv': `center,left,right,steering,throttle,brake,speed\n${rows.join('\n')}\n` });
    const { client, next } = await open(path, false);
    expect(client.state.driveReading).toBe('first-frames');
    expect(client.state.drive?.frameCount).toBe(2000);
    // Served while the rest is being read.
    expect((await client.encodedFrame(1999, null)).mediaType).toBe('image/jpeg');
    const { state, sameFrames } = await next();
    expect(state).toMatchObject({ driveReading: 'whole', drive: { frameCount: 5000, recordCount: 5000 } });
    expect(sameFrames).toBe(true);
    expect(client.state).toEqual(state);
    expect((await client.columns()).steering).toHaveLength(5000);
    expect((await client.encodedFrame(4999, null)).frame).toBe(4999);
  });

  test('a small one opens whole', async () => {
    const { client } = await open(makeUdacityDrive(join(folder.path, 'small')), false);
    expect(client.state).toMatchObject({ driveReading: 'whole', drive: { frameCount: 3 } });
  });
});

describe('a drive that is still being recorded', () => {
  test('grows; what is half written is not there yet; when it vanishes, that is said once and what was read stays', async () => {
    const path = makeUdacityDrive(join(folder.path, 'growing'), { cameras: ['center'] });
    const log = join(path, 'driving_log.csv');
    const { client, next } = await open(path, true);
    expect(client.state).toMatchObject({ driveReading: 'watching', drive: { frameCount: 3 }, problems: [] });

    // A whole record, one whose picture is still to come, and half a line.
    writeFiles(path, { [`IMG/${udacityName('center', 300)}`]: greyJpeg(9) });
    appendFileSync(log, `${row(3)}\n${row(4)}\nIMG/cen`);
    const grown = await next();
    expect(grown).toMatchObject({ sameFrames: true, state: { driveReading: 'watching', drive: { frameCount: 4 } } });
    expect(grown.state.drive?.problems).toEqual([]);
    expect((await client.columns()).steering).toEqual(Float64Array.of(0, -0.25, 0.5, 0.25));

    writeFiles(path, { [`IMG/${udacityName('center', 400)}`]: greyJpeg(9) });
    expect((await next()).state.drive?.frameCount).toBe(5);

    renameSync(path, `${path} elsewhere`);
    const lost = await next();
    expect(lost.state.problems).toMatchObject([
      { severity: 'warning', code: 'drive-lost', message: expect.stringContaining(path) },
    ]);
    expect(lost.state.drive?.frameCount).toBe(5);
    renameSync(`${path} elsewhere`, path);
    const back = await next();
    expect(back.state.problems).toEqual([]);
    expect(back.sameFrames).toBe(true);
  });

  test('a tub grows catalog by catalog', async () => {
    const path = makeTub(join(folder.path, 'tub'));
    const { client, next } = await open(path, true);
    const [catalog = ''] = JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8').split('\n')[4]!)
      .paths as string[];
    const lines = readFileSync(join(path, catalog), 'utf8').trimEnd().split('\n');
    const last = JSON.parse(lines.at(-1)!) as Record<string, unknown>;
    const image = '99_cam_image_array_.jpg';
    writeFiles(path, { [`images/${image}`]: greyJpeg(9) });
    appendFileSync(
      join(path, catalog),
      `${JSON.stringify({ ...last, _index: Number(last['_index']) + 1, _timestamp_ms: Number(last['_timestamp_ms']) + 50, 'cam/image_array': image })}\n{"_ind`,
    );
    const { state, sameFrames } = await next();
    expect(sameFrames).toBe(true);
    expect(state.drive?.frameCount).toBe(4);
    expect(state.drive?.problems.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(client.state.drive?.frameCount).toBe(4);
  });

  test('goes on by the mapping that was saved, and by what the file says then', async () => {
    const path = makeImageTable(join(folder.path, 'mapped'), 'image,a,b\nframes/a.jpg,1,90\nframes/b.jpg,2,95\n');
    const { client, next } = await open(path, true);
    const mapping = driveMappingSchema.parse({ steering: { column: 'a', unit: 'deg' } });
    await client.change({ mapping });
    const saved = await client.saveMapping({ where: 'drive', overwrite: false });
    expect(saved.drive?.mapping?.source).toBe('file');
    appendFileSync(join(path, 'log.csv'), 'frames/c.jpg,3,99\n');
    let { state } = await next();
    // The file that was saved may be noticed before the row.
    if (state.drive?.frameCount === 2) ({ state } = await next());
    expect(state.drive).toMatchObject({ frameCount: 3, mapping: { source: 'file' }, steering: { max: 3 } });
    writeFileSync(saved.drive!.mapping!.file, JSON.stringify({ steering: { column: 'b', unit: 'deg' } }));
    ({ state } = await next());
    expect(state.drive?.steering).toMatchObject({ min: 90, max: 99 });
  });

  test('can be followed and left alone while it is open', async () => {
    const path = makeUdacityDrive(join(folder.path, 'toggled'), { cameras: ['center'] });
    const { client, next } = await open(path, false);
    writeFiles(path, { [`IMG/${udacityName('center', 300)}`]: greyJpeg(9) });
    appendFileSync(join(path, 'driving_log.csv'), `${row(3)}\n`);
    expect((await client.change({ watch: true })).driveReading).toBe('watching');
    // What came before it was followed counts too.
    expect((await next()).state.drive?.frameCount).toBe(4);
    expect((await client.change({ watch: false })).driveReading).toBe('whole');
    expect(client.state.drive?.frameCount).toBe(4);
  });
});
