import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createApi } from '../../main/api/app.ts';
import { SessionRegistry } from '../../main/api/session-registry.ts';
import { Journals } from '../../main/project/journals.ts';
import { Recents } from '../../main/project/recents.ts';
import { startServer } from '../../main/server/server.ts';
import { readServerSentEvents } from '../../renderer/server-sent-events.ts';
import type { DeviceInfo } from '../../shared/analysis.ts';
import type { FitInfo, LabInfo, RunInfo } from '../../shared/api.ts';
import type { HostInfo } from '../../shared/host-info.ts';
import type { SessionEvent } from '../../shared/session-event.ts';
import type { SessionInfo } from '../../shared/session.ts';
import type { DriveSurvey } from '../../shared/drive-survey.ts';
import type { OpenedProject, ProjectContents, Recent, SavedProject } from '../../shared/project.ts';
import { unpackColumns, unpackFrameAnalysis, unpackMaps } from '../../shared/packed-analysis.ts';
import { makeNumberedVideo } from '../support/numbered-videos.ts';
import { makeImageTable, temporaryFolder, writeFiles } from '../support/make-drive.ts';
import { greyJpeg, greyName, makeGreyDrive, writeMeanNetwork } from '../support/tiny-network-file.ts';

/* The contract of shared/api.ts, once without a socket, as the desktop has it, and once over a socket with a token. */

type Fetch = (path: string, init?: RequestInit) => Promise<Response>;
interface Door {
  readonly fetch: Fetch;
  close(): Promise<void>;
}

const folder = temporaryFolder();
const at = (...parts: string[]): string => join(folder.path, ...parts);
const host: HostInfo = {
  host: 'browser',
  version: '1.2.3',
  initial: { drivePath: '/somewhere' },
  project: null,
  demo: null,
  homeFolder: folder.path,
};
/** Recorded as grey / 255, which is what the network answers. */
const greys = Array.from({ length: 40 }, (_, frame) => frame * 6);
const brokenFrame = 40;
/** Bright on the left, and the frame behind it on the right. */
const leftFrame = 24;

beforeAll(async () => {
  makeGreyDrive(at('drive'), [...greys, 0]);
  writeFiles(at('drive', 'IMG'), {
    [greyName(brokenFrame)]: 'no picture',
    [greyName(leftFrame)]: greyJpeg(255, 0),
    [greyName(leftFrame + 1)]: greyJpeg(0, 255),
  });
  await writeMeanNetwork(at('mean.h5'));
  await writeMeanNetwork(at('double.h5'), { gain: 2 });
  writeFiles(at('page'), {
    'index.html': '<!doctype html><title>Steerscope</title>',
    'assets/page-1a2b.js': 'export {};',
    'fonts/x.woff2': 'font',
  });
  writeFiles(folder.path, { 'secret.txt': 'secret' });
});
afterAll(() => folder[Symbol.dispose]());

function openDoor(): Door & { readonly api: ReturnType<typeof createApi> } {
  const sessions = new SessionRegistry();
  const [journals, recents] = [new Journals(at('state')), new Recents(at('state'))];
  const api = createApi({ host, sessions, journals, recents, pageFolder: at('page') });
  return {
    api,
    fetch: async (path, init) => api.fetch(new Request(new URL(path, 'http://steerscope'), init)),
    close: () => sessions.closeAll(),
  };
}

async function openSocket(): Promise<Door> {
  const door = openDoor();
  const server = await startServer({ api: door.api });
  const entry = await fetch(server.url, { redirect: 'manual' });
  const cookie = entry.headers.get('set-cookie')?.split(';')[0] ?? '';
  return {
    fetch: (path, init = {}) =>
      fetch(new URL(path, server.url), { ...init, headers: { ...(init.headers as Record<string, string>), cookie } }),
    close: async () => {
      await server.close();
      await door.close();
    },
  };
}

describe.each([
  { name: 'without a socket', open: async (): Promise<Door> => openDoor() },
  { name: 'over a socket', open: openSocket },
])('the API $name', ({ open }) => {
  let door: Door;
  beforeEach(async () => {
    door = await open();
  });
  afterEach(() => door.close());

  const json = (body: unknown, method = 'POST'): RequestInit => ({
    method,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  const read = async <Reply>(path: string, init?: RequestInit): Promise<Reply> => {
    const reply = await door.fetch(path, init);
    expect(reply.status, await reply.clone().text()).toBe(200);
    return (await reply.json()) as Reply;
  };
  const bytes = async (path: string): Promise<ArrayBuffer> => {
    const reply = await door.fetch(path);
    expect(reply.status).toBe(200);
    return reply.arrayBuffer();
  };
  const refusal = async (
    path: string,
    init?: RequestInit,
  ): Promise<{ status: number; code: string; message: string }> => {
    const reply = await door.fetch(path, init);
    const { error } = (await reply.json()) as { error: { code: string; message: string; nextStep: string } };
    expect(error.nextStep).not.toBe('');
    return { status: reply.status, code: error.code, message: error.message };
  };
  const openSession = (): Promise<SessionInfo> =>
    read<SessionInfo>('/api/sessions', json({ drivePath: at('drive'), modelPath: at('mean.h5') }));
  /** Events until one of `last`. */
  const events = async (session: string, ...last: SessionEvent['type'][]): Promise<SessionEvent[]> => {
    const { body } = await door.fetch(`/api/sessions/${session}/events`);
    if (!body) throw new Error('no body');
    const seen: SessionEvent[] = [];
    for await (const data of readServerSentEvents(body)) {
      const event = JSON.parse(data) as SessionEvent;
      seen.push(event);
      if (last.includes(event.type)) return seen;
    }
    return seen;
  };

  test('tells the host', async () => {
    expect(await read('/api/host')).toEqual(host);
  });

  describe('projects', () => {
    const contents = (frame: number): ProjectContents => ({
      drive: { path: at('drive'), mapping: null, format: 'udacity-simulator', frameCount: 41, fingerprint: null },
      networks: [],
      parts: { place: { frame } },
    });
    const save = (path: string, frame: number, seen: string | null = null): RequestInit =>
      json({ path, contents: contents(frame), seen }, 'PUT');
    const query = (parameters: Record<string, string>): string => `?${new URLSearchParams(parameters).toString()}`;

    test('are saved and opened, and refused over another file', async () => {
      const path = at(`${randomUUID()}.steerscope`);
      const saved = await read<SavedProject>('/api/project', save(path, 3));
      const opened = await read<OpenedProject>(`/api/project${query({ path })}`);
      expect(opened).toEqual({ ...saved, contents: contents(3), problems: [], missing: [], journals: [] });
      expect(await refusal('/api/project', save(path, 4))).toMatchObject({ status: 409, code: 'file-changed' });
      await read('/api/project', save(path, 4, saved.fingerprint));
      expect(await refusal(`/api/project${query({ path: at('drive') })}`)).toMatchObject({ code: 'not-readable' });
      expect(await refusal(`/api/project${query({ path: at('mean.h5') })}`)).toMatchObject({ code: 'bad-project' });
      const wrong = json({ path, contents: { ...contents(1), networks: 'all' }, seen: null }, 'PUT');
      expect(await refusal('/api/project', wrong)).toMatchObject({ status: 400, code: 'bad-request' });
    });

    test('come with what was not saved, until it is', async () => {
      const path = at(`${randomUUID()}.steerscope`);
      const key = { kind: 'project', path };
      const { fingerprint } = await read<SavedProject>('/api/project', save(path, 3));
      const own = { contents: contents(9), seen: fingerprint, unsaved: true, writer: '' };
      const other = { contents: contents(7), seen: 'f0', unsaved: false, writer: 'other' };
      for (const journal of [own, other])
        expect(await read('/api/journal', json({ key, ...journal }, 'PUT'))).toEqual({ kept: true });
      const crashed = await read<OpenedProject>(`/api/project${query({ path })}`);
      expect(crashed).toMatchObject({ contents: contents(3), fingerprint });
      const byWriter = crashed.journals.toSorted((a, b) => a.writer.localeCompare(b.writer));
      expect(byWriter).toEqual(
        [own, other].map((kept) => ({ ...kept, at: expect.any(Number) as number, problems: [] })),
      );
      // Only what the window that saves has kept is in the file then.
      await read('/api/project', save(path, 9, fingerprint));
      const { journals } = await read<OpenedProject>(`/api/project${query({ path })}`);
      expect(journals.map(({ writer }) => writer)).toEqual(['other']);
    });

    test('a drive without one has its journal', async () => {
      const key = { kind: 'drive', path: at(randomUUID()) } as const;
      expect(await read(`/api/journal${query(key)}`)).toEqual({ journals: [] });
      await read('/api/journal', json({ key, contents: contents(9) }, 'PUT'));
      expect(await read(`/api/journal${query(key)}`)).toMatchObject({
        journals: [{ contents: contents(9), seen: null }],
      });
      await read(`/api/journal${query(key)}`, { method: 'DELETE' });
      expect(await read(`/api/journal${query(key)}`)).toEqual({ journals: [] });
    });

    test('tells what has moved along', async () => {
      const relink = json({ from: '/old/drive', to: at('drive'), others: ['/old/mean.h5', '/old/gone.h5'] });
      const moved = [{ from: '/old/mean.h5', to: at('mean.h5') }];
      expect(await read('/api/project/relink', relink)).toEqual({ moved });
    });

    test('what was opened is recent, and can be forgotten', async () => {
      await read('/api/recents', { method: 'DELETE' });
      await openSession();
      await expect.poll(async () => (await read<{ recents: Recent[] }>('/api/recents')).recents.length).toBe(2);
      const { recents } = await read<{ recents: Recent[] }>('/api/recents');
      expect(recents.map(({ kind, path, exists }) => [kind, path, exists]).sort()).toEqual([
        ['drive', at('drive'), true],
        ['network', at('mean.h5'), true],
      ]);
      const left = await read<{ recents: Recent[] }>(`/api/recents${query({ path: at('drive') })}`, {
        method: 'DELETE',
      });
      expect(left.recents.map(({ kind }) => kind)).toEqual(['network']);
    });
  });

  test('lists folders and marks drives and networks', async () => {
    const listing = await read<{ path: string; parent: string; entries: { name: string; kind: string }[] }>(
      `/api/folder?path=${encodeURIComponent(folder.path)}`,
    );
    const entry = (name: string): unknown => listing.entries.find((candidate) => candidate.name === name);
    expect(entry('drive')).toEqual({ name: 'drive', path: at('drive'), kind: 'folder', looksLike: 'drive' });
    expect(entry('page')).toMatchObject({ kind: 'folder', looksLike: null });
    expect(entry('mean.h5')).toMatchObject({ kind: 'file', looksLike: 'network' });
    const kinds = listing.entries.map(({ kind }) => kind);
    expect(kinds).toEqual([...kinds].sort((one, other) => Number(one === 'file') - Number(other === 'file')));
    expect(await refusal('/api/folder?path=%2Fnone-such')).toMatchObject({ status: 404, code: 'not-found' });
    expect(await refusal('/api/folder')).toMatchObject({ status: 400, code: 'bad-request' });
    const huge = json({ drivePath: 'x'.repeat(2 ** 20) });
    expect(await refusal('/api/sessions', huge)).toMatchObject({
      status: 400,
      message: expect.stringContaining('1 MB'),
    });
  });

  test('opens, shows, changes and closes a session', async () => {
    const session = await openSession();
    expect(session).toMatchObject({
      drive: { frameCount: 41 },
      engine: { name: 'onnx' },
      preprocessingSource: 'default',
    });
    const path = `/api/sessions/${session.id}`;
    expect(await read(path)).toEqual(session);
    const changed = await read<SessionInfo>(path, json({ modelPath: at('double.h5') }, 'PATCH'));
    expect([changed.id, changed.model?.path, changed.drive?.path]).toEqual([session.id, at('double.h5'), at('drive')]);
    expect(await refusal(path, json({ modelPath: at('none.h5') }, 'PATCH'))).toMatchObject({ code: 'not-found' });
    expect((await read<SessionInfo>(path)).model?.path).toBe(at('double.h5'));
    expect(await read(path, { method: 'DELETE' })).toEqual({ closed: true });
    expect(await refusal(path)).toMatchObject({ status: 404, code: 'not-found' });
  });

  test('lists the devices of the machine, with the reason for those that are missing', async () => {
    const { devices } = await read<{ devices: DeviceInfo[] }>('/api/devices');
    expect(devices).toContainEqual(expect.objectContaining({ engine: 'onnx', device: 'cpu', available: true }));
    expect(devices).toContainEqual(expect.objectContaining({ engine: 'tensorflow', device: 'wasm', available: true }));
    for (const { available, reason } of devices) expect(reason === null).toBe(available);
  });

  test('tells what was asked for and what became of it', async () => {
    const asked = { engine: 'tensorflow', device: 'wasm', pooling: 'composed', method: 'occlusion' };
    const session = await read<SessionInfo>('/api/sessions', json({ modelPath: at('mean.h5'), ...asked }));
    expect(session).toMatchObject({
      asked: { engine: 'tensorflow', device: 'wasm' },
      engine: { name: 'tensorflow', deviceKind: 'wasm' },
      pooling: 'composed',
      method: 'occlusion',
      steering: { output: 'steering', reading: { kind: 'number', element: 0 }, unit: null, guessed: true },
      preprocessingFile: at('mean.h5.steerscope.json'),
    });
    const path = `/api/sessions/${session.id}`;
    const changed = await read<SessionInfo>(path, json({ drivePath: at('drive'), device: 'cpu' }, 'PATCH'));
    expect(changed).toMatchObject({
      asked: { engine: 'tensorflow', device: 'cpu' },
      steering: { unit: 'normalised', predictedUnit: 'normalised' },
    });
  });

  test('saves the preprocessing beside the network, and over another only when told', async () => {
    const modelPath = await writeMeanNetwork(at(`saved-${Math.random()}.h5`));
    const session = await read<SessionInfo>('/api/sessions', json({ modelPath }));
    const path = `/api/sessions/${session.id}`;
    const file = `${modelPath}.steerscope.json`;
    const put = (body: unknown): RequestInit => json(body, 'PUT');
    const inverse = (scale: number) => ({ version: 1, steps: [{ op: 'affine', scale, offset: 1 }] });
    await read(path, json({ preprocessing: inverse(-1) }, 'PATCH'));
    expect(await read(`${path}/preprocessing/file`, put({}))).toMatchObject({ preprocessingSource: 'file' });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(inverse(-1));
    await read(path, json({ preprocessing: inverse(-2) }, 'PATCH'));
    writeFileSync(file, JSON.stringify({ steps: [] }));
    expect(await refusal(`${path}/preprocessing/file`, put({}))).toMatchObject({ status: 409, code: 'file-changed' });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ steps: [] });
    await read(`${path}/preprocessing/file`, put({ overwrite: true }));
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(inverse(-2));
    // As its own file it is read again, and changed without being told to.
    expect((await read<SessionInfo>(path, json({ modelPath }, 'PATCH'))).preprocessing).toEqual(inverse(-2));
    await read(path, json({ preprocessing: inverse(-3) }, 'PATCH'));
    await read(`${path}/preprocessing/file`, put({}));
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(inverse(-3));
    const driveOnly = await read<SessionInfo>('/api/sessions', json({ drivePath: at('drive') }));
    expect(await refusal(`/api/sessions/${driveOnly.id}/preprocessing/file`, put({}))).toMatchObject({ status: 400 });
  });

  test('tells what the columns of a log hold, opens the drive by a mapping and saves it', async () => {
    const drivePath = at(`table-${Math.random()}`);
    makeImageTable(drivePath, 'image,a,b\nframes/a.jpg,1,90\nframes/b.jpg,2,95\n', 'log.csv');
    const survey = await read<DriveSurvey>(`/api/drive-survey?path=${encodeURIComponent(drivePath)}`);
    expect(survey.fields.map(({ name, kind }) => [name, kind])).toEqual([
      ['image', 'pictures'],
      ['a', 'numbers'],
      ['b', 'numbers'],
    ]);
    const query = new URLSearchParams({ path: drivePath, table: 'other.csv' }).toString();
    expect(await refusal(`/api/drive-survey?${query}`)).toMatchObject({ status: 422, code: 'not-readable' });
    expect(await refusal(`/api/drive-survey?path=${encodeURIComponent(at('mean.h5'))}`)).toMatchObject({
      ...{ status: 422, code: 'nothing-to-map' },
    });
    expect(await refusal('/api/drive-survey')).toMatchObject({ status: 400 });
    const mapping = { ...survey.mapping, steering: { column: 'b', unit: 'deg', centre: 90, positive: 'left' } };
    const session = await read<SessionInfo>('/api/sessions', json({ drivePath, mapping }));
    expect(session.drive).toMatchObject({
      steering: { positive: 'left', min: 0, max: 5 },
      mapping: { source: 'given' },
    });
    const path = `/api/sessions/${session.id}`;
    const put = (body: unknown): RequestInit => json(body, 'PUT');
    expect(await refusal(`${path}/mapping/file`, put({ where: 'elsewhere' }))).toMatchObject({ status: 400 });
    const saved = await read<SessionInfo>(`${path}/mapping/file`, put({ where: 'drive' }));
    expect(saved.drive?.mapping?.source).toBe('file');
    writeFileSync(saved.drive!.mapping!.file, '{}');
    expect(await refusal(`${path}/mapping/file`, put({ where: 'drive' }))).toMatchObject({
      status: 409,
      code: 'file-changed',
    });
    await read(`${path}/mapping/file`, put({ where: 'drive', overwrite: true }));
    // What a settings folder that is none cannot take.
    expect(await refusal(`${path}/mapping/file`, put({ where: 'user' }))).toMatchObject({
      code: 'output-not-writable',
    });
  });

  test('refuses a body that is not of the contract', async () => {
    for (const body of [
      ...[
        { drivePath: 5 },
        { modelPath: '' },
        { engine: 'torch' },
        { device: 'abacus' },
        { pooling: 'none' },
        { method: 'guess' },
      ],
      ...[{ extra: 1 }, [], 'text'],
    ])
      expect(await refusal('/api/sessions', json(body))).toMatchObject({ status: 400, code: 'bad-request' });
    expect(
      await refusal('/api/sessions', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }),
    ).toMatchObject({ status: 400 });
    expect(
      await refusal('/api/sessions', { method: 'POST', body: JSON.stringify({ drivePath: at('drive') }) }),
    ).toMatchObject({ status: 400, code: 'bad-request' });
    expect(await refusal('/api/sessions', json({ drivePath: at('mean.h5') }))).toMatchObject({
      status: 422,
      code: 'not-a-drive',
    });
  });

  test('gives columns, pictures, analyses and channels', async () => {
    const path = `/api/sessions/${(await openSession()).id}`;
    const columns = unpackColumns(await bytes(`${path}/columns`));
    expect(columns.steering?.[10]).toBeCloseTo(60 / 255, 6);
    const image = await door.fetch(`${path}/frames/3/image`);
    expect(image.headers.get('content-type')).toBe('image/jpeg');
    expect(Buffer.from(await image.arrayBuffer())).toEqual(readFileSync(at('drive', 'IMG', greyName(3))));
    const analysis = unpackFrameAnalysis(await bytes(`${path}/frames/20/analysis`));
    expect(analysis.frame).toBe(20);
    expect(analysis.predictedSteering).toBeCloseTo(120 / 255, 2);
    expect(analysis.mask).toMatchObject({ height: 8, width: 16 });
    // The default preprocessing divides by 255; the picture is grey.
    const input = unpackMaps(await bytes(`${path}/frames/20/input`));
    expect(input.map(({ height, width }) => [height, width])).toEqual(Array(3).fill([8, 16]));
    for (const { values } of input) expect(values[100]).toBeCloseTo(120 / 255, 2);
    const [channel] = unpackMaps(await bytes(`${path}/frames/20/stages/0/channels`));
    expect(channel?.values[0]).toBeCloseTo(120 / 255, 2);
  });

  test('gives the same of edited pictures', async () => {
    const path = `/api/sessions/${(await openSession()).id}/frames/20`;
    const edited = async (what: string): Promise<ArrayBuffer> => {
      const reply = await door.fetch(`${path}/${what}`, json({ edits: [{ op: 'brightness', by: 60 }] }));
      expect(reply.status, await reply.clone().text()).toBe(200);
      return reply.arrayBuffer();
    };
    expect(unpackFrameAnalysis(await edited('analysis')).predictedSteering).toBeCloseTo(180 / 255, 2);
    expect(unpackMaps(await edited('input'))[2]?.values[100]).toBeCloseTo(180 / 255, 2);
    expect(unpackMaps(await edited('stages/0/channels'))[0]?.values[0]).toBeCloseTo(180 / 255, 2);
    expect([...new Uint8Array(await edited('image')).subarray(0, 2)]).toEqual([0xff, 0xd8]);
    const wrong = json({ edits: [{ op: 'blur', sigma: 1e6 }] });
    expect(await refusal(`${path}/analysis`, wrong)).toMatchObject({ status: 400, code: 'bad-request' });
  });

  test('predicts edited pictures over a range, and can be cancelled', async () => {
    const { id } = await openSession();
    const listening = events(id, 'what-if-finished', 'what-if-failed');
    const body = { edits: [{ op: 'brightness', by: 60 }], from: 10, to: 30 };
    const { runId, total } = await read<RunInfo>(`/api/sessions/${id}/what-if`, json(body));
    expect(total).toBe(20);
    const seen = await listening;
    expect(seen.at(-1)).toEqual({ type: 'what-if-finished', whatIfId: runId, cancelled: false });
    const found = seen.flatMap((event) => (event.type === 'what-if-progress' ? event.predictedSteering : []));
    expect(found).toHaveLength(20);
    expect(found[5]).toBeCloseTo((15 * 6 + 60) / 255, 2);
    // One who comes late hears of all of it.
    expect((await events(id, 'what-if-finished'))[0]).toMatchObject({ first: 10, predictedSteering: found });
    await read(`/api/sessions/${id}/what-if`, json({ ...body, from: 0 }));
    expect(await read(`/api/sessions/${id}/what-if`, { method: 'DELETE' })).toEqual({ cancelled: true });
    expect((await events(id, 'what-if-finished')).at(-1)).toMatchObject({ cancelled: true });
    for (const wrong of [
      { ...body, edits: [] },
      { ...body, from: 99 },
    ])
      expect(await refusal(`/api/sessions/${id}/what-if`, json(wrong))).toMatchObject({ status: 400 });
  });

  test('says which frame a picture is of', async () => {
    const opened = await door.fetch(
      '/api/sessions',
      json({ drivePath: makeNumberedVideo(folder.path, 'mpeg4.avi', 40) }),
    );
    const path = `/api/sessions/${((await opened.json()) as SessionInfo).id}`;
    const frameOf = async (picture: string): Promise<string | null> =>
      (await door.fetch(`${path}/frames/${picture}`)).headers.get('steerscope-frame');
    // Key frames are 0 and 30.
    expect([await frameOf('12/image?near=1'), await frameOf('18/image?near=1')]).toEqual(['0', '30']);
    expect(await frameOf('25/image')).toBe('25');
    expect([await frameOf('26/image?near=1'), await frameOf('29/image?near=1')]).toEqual(['25', '30']);
    expect(await refusal(`${path}/frames/12/image?near=yes`)).toMatchObject({ status: 400, code: 'bad-request' });
  });

  test('refuses frames, stages and cameras that are not there', async () => {
    const path = `/api/sessions/${(await openSession()).id}`;
    expect(await refusal(`${path}/frames/41/analysis`)).toMatchObject({ status: 404, code: 'no-such-frame' });
    expect(await refusal(`${path}/frames/-1/image`)).toMatchObject({ status: 400, code: 'bad-request' });
    expect(await refusal(`${path}/frames/41/input`)).toMatchObject({ status: 404, code: 'no-such-frame' });
    expect(await refusal(`${path}/frames/x/analysis`)).toMatchObject({ status: 400 });
    expect(await refusal(`${path}/frames/0/stages/7/channels`)).toMatchObject({ status: 400 });
    expect(await refusal(`${path}/frames/0/image?camera=roof`)).toMatchObject({ status: 400 });
    expect(await refusal(`${path}/frames/${brokenFrame}/analysis`)).toMatchObject({
      status: 422,
      code: 'image-not-decodable',
    });
    expect(await refusal('/api/nothing')).toMatchObject({ status: 404, code: 'not-found' });
  });

  test('analyses the drive and tells every listener; one who comes late hears how things stand', async () => {
    const { id } = await openSession();
    const listening = [events(id, 'analysis-finished'), events(id, 'analysis-finished')];
    const { runId, total } = await read<RunInfo>(`/api/sessions/${id}/analysis`, json({}));
    expect(total).toBe(41);
    for (const seen of [...(await Promise.all(listening)), await events(id, 'analysis-finished')]) {
      const predicted: (number | null)[] = [];
      const centroids: (number | null)[] = [];
      const changes: (number | null)[] = [];
      for (const event of seen) {
        if (event.type !== 'analysis-progress') continue;
        predicted.splice(event.first, Infinity, ...event.predictedSteering);
        centroids.splice(event.first, Infinity, ...(event.figures['mask-centroid-x'] ?? []));
        changes.splice(event.first, Infinity, ...(event.figures['mask-change'] ?? []));
      }
      expect(predicted).toHaveLength(41);
      expect(predicted[30]).toBeCloseTo(180 / 255, 2);
      expect(predicted[brokenFrame]).toBeNull();
      expect(centroids).toHaveLength(41);
      // Pictures of one grey have nothing in their masks.
      expect(centroids.slice(leftFrame - 1, leftFrame + 3)).toEqual([
        ...[null, expect.closeTo(0.25, 1), expect.closeTo(0.75, 1), null],
      ]);
      expect(changes.filter((change) => change !== null)).toEqual([expect.closeTo(1, 1)]);
      expect(changes[leftFrame + 1]).toBeCloseTo(1, 1);
      expect(seen.at(-1)).toMatchObject({
        type: 'analysis-finished',
        runId,
        cancelled: false,
        metrics: { count: 40 },
        problems: [{ code: 'image-not-decodable', frame: brokenFrame }],
      });
    }
    expect(await refusal(`/api/sessions/${id}/analysis`, json({ from: 50 }))).toMatchObject({ status: 400 });
    expect(await read(`/api/sessions/${id}/analysis`, { method: 'DELETE' })).toEqual({ cancelled: false });
    // Another network: what was found is no longer true.
    await read(`/api/sessions/${id}`, json({ modelPath: at('double.h5') }, 'PATCH'));
    const listener = events(id, 'analysis-finished');
    const next = await read<RunInfo>(`/api/sessions/${id}/analysis`, json({ from: 10, to: 12 }));
    expect(next.runId).not.toBe(runId);
    const [first] = await listener;
    expect(first).toMatchObject({ type: 'analysis-progress', runId: next.runId, first: 10, total: 2 });
  });

  test('a run can be cancelled', async () => {
    const { id } = await openSession();
    const listening = events(id, 'analysis-finished', 'analysis-failed');
    await read(`/api/sessions/${id}/analysis`, json({}));
    expect(await read(`/api/sessions/${id}/analysis`, { method: 'DELETE' })).toEqual({ cancelled: true });
    expect((await listening).at(-1)).toMatchObject({ type: 'analysis-finished', cancelled: true, metrics: null });
  });

  test('searches the preprocessing and tells what it finds', async () => {
    const { id } = await openSession();
    const listening = events(id, 'fit-finished', 'fit-failed');
    const { fitId } = await read<FitInfo>(`/api/sessions/${id}/fit`, json({ frames: 20 }));
    const seen = await listening;
    expect(seen[0]).toMatchObject({ type: 'fit-progress', fitId, done: expect.any(Number) });
    const last = seen.at(-1);
    if (last?.type !== 'fit-finished') throw new Error(JSON.stringify(last));
    // One who comes late hears of it too.
    expect((await events(id, 'fit-finished')).at(-1)).toEqual(last);
    // Recorded is what the network answers, as it is by default.
    const [best] = last.result?.candidates ?? [];
    expect(best?.metrics?.pearsonR).toBeGreaterThan(0.99);
    const changed = await read<SessionInfo>(
      `/api/sessions/${id}`,
      json({ preprocessing: best?.preprocessing }, 'PATCH'),
    );
    expect(changed.preprocessingSource).toBe('given');
    expect(await read(`/api/sessions/${id}/fit`, { method: 'DELETE' })).toEqual({ cancelled: false });
  });

  test('a search can be cancelled, and needs both a drive and a network', async () => {
    const { id } = await openSession();
    const listening = events(id, 'fit-finished', 'fit-failed');
    const { fitId } = await read<FitInfo>(`/api/sessions/${id}/fit`, json({}));
    expect(await read(`/api/sessions/${id}/fit`, { method: 'DELETE' })).toEqual({ cancelled: true });
    expect((await listening).at(-1)).toEqual({ type: 'fit-finished', fitId, result: null });
    const modelOnly = await read<SessionInfo>('/api/sessions', json({ modelPath: at('mean.h5') }));
    expect(await refusal(`/api/sessions/${modelOnly.id}/fit`, json({}))).toMatchObject({ status: 400 });
    expect(await refusal(`/api/sessions/${id}/fit`, json({ frames: 0 }))).toMatchObject({ status: 400 });
  });

  test('runs an experiment over a range and tells what it finds', async () => {
    const { id } = await openSession();
    const listening = events(id, 'lab-finished', 'lab-failed');
    const experiment = { kind: 'deletion', steps: 2, repeats: 1 };
    const { labId, total } = await read<LabInfo>(
      `/api/sessions/${id}/lab`,
      json({ experiment, from: leftFrame - 1, to: brokenFrame + 1 }),
    );
    expect(total).toBe(18);
    const last = (await listening).at(-1);
    if (last?.type !== 'lab-finished') throw new Error(JSON.stringify(last));
    const { result } = last;
    expect(last).toMatchObject({ labId, cancelled: false });
    expect(result.request).toMatchObject({
      experiment: { ...experiment, fill: 'mean' },
      every: 1,
      to: brokenFrame + 1,
    });
    expect(result.findings.map(({ frame }) => frame)).toEqual([leftFrame, leftFrame + 1]);
    // White half, black half: without the white one half of 0.5 is left; without both the mean is as it was.
    for (const found of result.findings)
      expect(found).toMatchObject({
        deletion: { curves: { mask: [0, expect.closeTo(0.25, 2), expect.closeTo(0, 2)] } },
      });
    expect(result.summary).toMatchObject({ kind: 'deletion', deletion: { areas: { mask: expect.closeTo(0.125, 2) } } });
    // Where a picture is the same all over, so is the mask; one picture is broken.
    expect(result.problems.filter(({ code }) => code === 'mask-flat')).toHaveLength(15);
    expect(result.problems.filter(({ frame }) => frame === brokenFrame)).toMatchObject([{ severity: 'error' }]);
    // One who comes late hears of it too, until the drive is read for another network.
    expect((await events(id, 'lab-finished')).at(-1)).toEqual(last);
    await read(`/api/sessions/${id}`, json({ modelPath: at('double.h5') }, 'PATCH'));
    const listener = events(id, 'lab-finished');
    await read(`/api/sessions/${id}/lab`, json({ experiment: { kind: 'jumps' }, from: leftFrame, to: leftFrame + 2 }));
    expect((await listener).slice(-1)).toMatchObject([
      // From the middle of the left half to the middle of the right one, 8 pixels on.
      { result: { frameCount: 2, summary: { jumps: [{ frame: leftFrame + 1, distancePx: expect.closeTo(8, 1) }] } } },
    ]);
  });

  test('an experiment can be cancelled, and is refused where there is nothing to look at', async () => {
    const { id } = await openSession();
    const path = `/api/sessions/${id}/lab`;
    const experiment = { kind: 'perturbation', method: 'occlusion', repeats: 50 };
    const listening = events(id, 'lab-finished', 'lab-failed');
    const { labId } = await read<LabInfo>(path, json({ experiment, from: leftFrame, to: leftFrame + 2 }));
    expect(await read(path, { method: 'DELETE' })).toEqual({ cancelled: true });
    const last = { type: 'lab-finished', labId, cancelled: true, result: { summary: null, findings: [] } };
    expect((await listening).at(-1)).toMatchObject(last);
    expect(await read(path, { method: 'DELETE' })).toEqual({ cancelled: false });
    const [shift, kinds] = [{ kind: 'shift' }, { kind: 'compare', methods: ['occlusion', 'occlusion'] }];
    expect(await refusal(path, json({ experiment: shift, from: 41 }))).toMatchObject({ status: 400 });
    expect(await refusal(path, json({ experiment: kinds }))).toMatchObject({ status: 400 });
    const modelOnly = await read<SessionInfo>('/api/sessions', json({ modelPath: at('mean.h5') }));
    const without = await refusal(`/api/sessions/${modelOnly.id}/lab`, json({ experiment: shift }));
    expect(without).toMatchObject({ status: 400, message: expect.stringContaining('needs a drive') });
  });

  test('closing a session ends its event streams', async () => {
    const { id } = await openSession();
    const listening = events(id);
    await read(`/api/sessions/${id}`, { method: 'DELETE' });
    expect(await listening).toEqual([]);
  });

  test('a network that is being trained is followed: events tell, and runs are of the new one', async () => {
    const modelPath = await writeMeanNetwork(at(`trained ${randomUUID()}.h5`));
    const request = {
      drivePath: makeGreyDrive(at(`steady ${randomUUID()}`), [51, 102]),
      modelPath,
      followNetwork: true,
    };
    const { id } = await read<SessionInfo>('/api/sessions', json(request));
    await read<RunInfo>(`/api/sessions/${id}/analysis`, json({}));
    await events(id, 'analysis-finished');
    const listening = events(id, 'network-changed');
    await writeMeanNetwork(modelPath, { gain: 2 });
    const changed = (await listening).at(-1);
    expect(changed).toMatchObject({ info: { id, networkVersion: { followed: true, number: 2 }, problems: [] } });
    // Who comes late hears of it too.
    expect(await events(id, 'network-changed')).toEqual([changed]);
    await read<RunInfo>(`/api/sessions/${id}/analysis`, json({}));
    const run = (await events(id, 'analysis-finished')).at(-1);
    // Recorded are 0.2 and 0.4, predicted now 0.4 and 0.8.
    expect(run).toMatchObject({ metrics: { mae: expect.closeTo(0.3, 2) } });

    const left = await read<SessionInfo>(`/api/sessions/${id}`, json({ followNetwork: false }, 'PATCH'));
    expect(left.networkVersion).toMatchObject({ followed: false, number: 2 });
  });

  test('a drive that is being recorded grows: events tell, and a run over the new frames goes on from the last one', async () => {
    const path = at(`growing ${randomUUID()}`);
    makeGreyDrive(path, [51, 102]);
    const request = { drivePath: path, modelPath: at('mean.h5'), watch: true };
    const { id } = await read<SessionInfo>('/api/sessions', json(request));
    await read<RunInfo>(`/api/sessions/${id}/analysis`, json({}));
    await events(id, 'analysis-finished');
    const listening = events(id, 'drive-changed');
    writeFiles(path, { [`IMG/${greyName(2)}`]: greyJpeg(204) });
    appendFileSync(join(path, 'driving_log.csv'), `IMG/${greyName(2)},,,0.8,0,0,0\n`);
    const grown = (await listening).at(-1);
    expect(grown).toMatchObject({ sameFrames: true, info: { id, drive: { frameCount: 3 }, driveReading: 'watching' } });
    // Who comes late hears of it too.
    expect(await events(id, 'drive-changed')).toContainEqual(grown);

    const { total } = await read<RunInfo>(`/api/sessions/${id}/analysis`, json({ from: 2 }));
    expect(total).toBe(1);
    await events(id, 'analysis-finished');
    const seen = await events(id, 'analysis-finished');
    const predicted = seen.find((event) => event.type === 'analysis-progress');
    expect(predicted).toMatchObject({
      first: 0,
      predictedSteering: [0.2, 0.4, 0.8].map((value) => expect.closeTo(value, 2)),
    });
    expect(seen.at(-1)).toMatchObject({ metrics: { count: 3 } });
  });

  test('exports a clip, with events, and gives it to be saved', async () => {
    const { id } = await openSession();
    const listening = events(id, 'export-finished', 'export-failed');
    const outPath = at(`clip-${Math.random()}.mp4`);
    const { exportId } = await read<{ exportId: string }>(
      `/api/sessions/${id}/exports`,
      json({ from: 0, to: 10, outPath }),
    );
    const seen = await listening;
    expect(seen.at(-1)).toMatchObject({ type: 'export-finished', exportId, path: outPath });
    const file = await door.fetch(`/api/sessions/${id}/exports/${exportId}/file`);
    expect(file.headers.get('content-disposition')).toContain('.mp4');
    expect(Buffer.from(await file.arrayBuffer())).toEqual(readFileSync(outPath));
    expect(await read(`/api/sessions/${id}/exports/${exportId}`, { method: 'DELETE' })).toEqual({ cancelled: false });
    const bad = { from: 5, to: 5, outPath };
    expect(await refusal(`/api/sessions/${id}/exports`, json(bad))).toMatchObject({ status: 400 });
    expect(await refusal(`/api/sessions/${id}/exports`, json({ from: 0, to: 5, outPath: 'clip.mp4' }))).toMatchObject({
      status: 400,
    });
    expect(await refusal(`/api/sessions/${id}/exports/none/file`)).toMatchObject({ status: 404 });
  });

  test('no clip is written of another writing of the network than the session has', async () => {
    const modelPath = await writeMeanNetwork(at(`rewritten ${randomUUID()}.h5`));
    const { id } = await read<SessionInfo>('/api/sessions', json({ drivePath: at('drive'), modelPath }));
    await writeMeanNetwork(modelPath, { gain: 2 });
    const listening = events(id, 'export-finished', 'export-failed');
    const outPath = at(`rewritten-${randomUUID()}.mp4`);
    await read(`/api/sessions/${id}/exports`, json({ from: 0, to: 10, outPath }));
    expect((await listening).at(-1)).toMatchObject({ type: 'export-failed', error: { code: 'file-changed' } });
    expect(existsSync(outPath)).toBe(false);
  });

  test('a cancelled export leaves no file', async () => {
    const { id } = await openSession();
    const listening = events(id, 'export-finished', 'export-failed');
    const outPath = at('cancelled.mp4');
    const { exportId } = await read<{ exportId: string }>(
      `/api/sessions/${id}/exports`,
      json({ from: 0, to: 40, outPath }),
    );
    expect(await read(`/api/sessions/${id}/exports/${exportId}`, { method: 'DELETE' })).toEqual({ cancelled: true });
    expect((await listening).at(-1)).toMatchObject({ type: 'export-failed', exportId, error: { code: 'cancelled' } });
    expect(existsSync(outPath)).toBe(false);
    expect(readdirSync(folder.path).filter((name) => name.includes('partial'))).toEqual([]);
  });

  test('serves the page with its types and a policy, and nothing outside its folder', async () => {
    const page = await door.fetch('/');
    expect(await page.text()).toContain('Steerscope');
    expect(page.headers.get('content-type')).toMatch(/text\/html/);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe-eval');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    const script = await door.fetch('/assets/page-1a2b.js');
    expect(script.headers.get('content-type')).toMatch(/javascript/);
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect((await door.fetch('/fonts/x.woff2')).headers.get('content-type')).toMatch(/woff2/);
    expect((await door.fetch('/missing.js')).status).toBe(404);
    expect(await (await door.fetch('/some/view')).text()).toContain('Steerscope');
    for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/..%5c..%5csecret.txt'])
      expect(await (await door.fetch(path)).text()).not.toContain('secret');
  });

  test('a fetch that is aborted is cancelled, and the session goes on', async () => {
    const path = `/api/sessions/${(await openSession()).id}`;
    const cancelling = new AbortController();
    const asked = door.fetch(`${path}/frames/3/analysis`, { signal: cancelling.signal });
    cancelling.abort();
    const outcome = await asked.then(
      ({ status }) => status,
      (thrown: Error) => thrown.name,
    );
    expect([499, 'AbortError']).toContain(outcome);
    expect(unpackFrameAnalysis(await bytes(`${path}/frames/4/analysis`)).frame).toBe(4);
  });
});
