import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiClient } from '../../../../renderer/api.ts';
import { driveFingerprint } from '../../../../renderer/state/drive-fingerprint.ts';
import { timeAgo } from '../../../../renderer/state/time-ago.ts';
import { Workbench } from '../../../../renderer/state/workbench.svelte.ts';
import type {
  Journal,
  JournalRequest,
  MissingMedia,
  ProjectContents,
  SaveProjectRequest,
  WindowJournal,
} from '../../../../shared/project.ts';
import { packColumns } from '../../../../shared/packed-analysis.ts';
import { textsOf } from '../../../../shared/texts.ts';

const frameCount = 100;
const image = textsOf(Array.from({ length: frameCount }, (_, frame) => `${frame}.jpg`));
const logRow = Uint32Array.from({ length: frameCount }, (_, frame) => frame + 2);

/** A product that keeps projects and journals in memory, with drives of 100 frames. */
class FakeProduct {
  readonly files = new Map<string, { contents: ProjectContents; fingerprint: string }>();
  readonly journals = new Map<string, Journal>();
  readonly absent = new Set<string>();
  journalsWritten = 0;
  canWrite = true;
  answers = true;
  whileSaving = (): void => undefined;
  #open: { drivePath?: string | null; modelPath?: string | null } = {};

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    if (!this.answers) throw new TypeError('no answer');
    const url = new URL(String(input), 'http://product');
    const method = init?.method ?? 'GET';
    const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as Record<string, never>) : {};
    switch (`${method} ${url.pathname}`) {
      case 'GET /api/project':
        return this.#project(url.searchParams.get('path') ?? '');
      case 'PUT /api/project':
        return this.#save(body as unknown as SaveProjectRequest);
      case 'POST /api/project/relink':
        return Response.json({ moved: this.#moved(body) });
      case 'GET /api/journal':
        return Response.json({ journal: this.journals.get(keyOf(Object.fromEntries(url.searchParams))) ?? null });
      case 'PUT /api/journal':
        if (!this.canWrite) return refusal('output-not-writable');
        this.journalsWritten += 1;
        this.#keep(body as unknown as JournalRequest);
        return Response.json({ kept: true });
      case 'DELETE /api/journal':
        this.#discard(Object.fromEntries(url.searchParams));
        return Response.json({ discarded: true });
      case 'GET /api/host':
        return Response.json({ host: 'browser', initial: { drivePath: '/a/drive' }, project: null, homeFolder: '/' });
      case 'GET /api/recents':
        return Response.json({ recents: [] });
    }
    if (/^\/api\/sessions(\/s1)?$/.test(url.pathname) && method !== 'DELETE') {
      if ([...this.absent].some((path) => Object.values(body).includes(path as never))) return refusal('not-found');
      this.#open = { ...(method === 'PATCH' && this.#open), ...body };
      return Response.json(this.#info());
    }
    if (url.pathname.endsWith('/columns'))
      return new Response(packColumns({ timeSecs: null, steering: null, numeric: {}, logRow, image }));
    if (url.pathname.endsWith('/analysis')) return Response.json({ runId: 'r1', total: frameCount });
    return refusal('image-not-decodable');
  };

  #project(path: string): Response {
    const file = this.files.get(path);
    if (!file) return refusal('not-found');
    const journal = this.journals.get(`project ${path}`) ?? null;
    const { drive, networks } = journal?.contents ?? file.contents;
    const media = [
      drive && { kind: 'drive', path: drive.path },
      ...networks.map((one) => ({ kind: 'network', path: one.path })),
    ];
    const missing = media.filter((one) => one && this.absent.has(one.path)).map((one) => ({ ...one, candidates: [] }));
    return Response.json({ path, ...file, missing, journal });
  }

  #keep({ key, contents, writer = '', goesOnFrom = [] }: JournalRequest): void {
    for (const version of goesOnFrom) this.#discard({ ...key, ...version, at: String(version.at) });
    this.#discard({ ...key, writer });
    const before = this.journals.get(keyOf(key));
    const others = before ? [before, ...before.others] : [];
    this.journals.set(keyOf(key), { at: Date.now(), writer, contents: contents as ProjectContents, others });
  }

  #discard({ writer, at, ...key }: { kind?: string; path?: string; writer?: string; at?: string }): void {
    const before = this.journals.get(keyOf(key));
    const left = [before, ...(before?.others ?? [])].filter(
      (one) => one && (one.writer !== writer || (at !== undefined && one.at !== Number(at))),
    );
    const [newest, ...others] = left as WindowJournal[];
    if (newest) this.journals.set(keyOf(key), { ...newest, others });
    else this.journals.delete(keyOf(key));
  }

  #save({ path, contents, seen, overwrite, writer = '', goesOnFrom = [] }: SaveProjectRequest): Response {
    const file = this.files.get(path);
    if (file && file.fingerprint !== seen && !overwrite) return refusal('file-changed', 409);
    const fingerprint = `f${this.files.size}-${JSON.stringify(contents).length}`;
    this.files.set(path, { contents: contents as ProjectContents, fingerprint });
    this.whileSaving();
    this.#discard({ kind: 'project', path, writer });
    for (const version of goesOnFrom) this.#discard({ kind: 'project', path, ...version, at: String(version.at) });
    return Response.json({ path, fingerprint });
  }

  #moved({ from, to, others }: Record<string, unknown>): unknown[] {
    const move = (path: string): string => path.replace(String(from).slice(0, 2), String(to).slice(0, 4));
    return (others as string[]).map((path) => ({ from: path, to: move(path) }));
  }

  #info(): unknown {
    const { drivePath, modelPath } = this.#open;
    return {
      id: 's1',
      drive: drivePath
        ? { path: drivePath, name: drivePath, format: 'test', frameCount, sessions: [], columns: [], problems: [] }
        : null,
      driveReading: 'whole',
      model: modelPath ? { path: modelPath, name: modelPath, stages: [], problems: [] } : null,
      engine: null,
      asked: { engine: 'onnx', device: 'cpu' },
      pooling: 'separate',
      method: 'visual-backprop',
      preprocessing: null,
      preprocessingSource: null,
      problems: [],
    };
  }
}

const keyOf = ({ kind, path }: { kind?: string; path?: string }): string => `${kind} ${path}`;

function refusal(code: string, status = 422): Response {
  return Response.json({ error: { code, message: `No: ${code}.`, nextStep: 'Something else.' } }, { status });
}

let product: FakeProduct;
let workbench: Workbench;
const opened: Workbench[] = [];
function openWindow(): Workbench {
  const next = new Workbench(new ApiClient(product.fetch), null);
  opened.push(next);
  return next;
}
/** As the window's effect does, and long enough for what it brings about. */
const pass = async (window = workbench): Promise<void> => {
  window.project.observe();
  await vi.advanceTimersByTimeAsync(1500);
};
const texts = (window = workbench): string[] => window.notices.list.map(({ message }) => message);

beforeEach(() => {
  vi.useFakeTimers();
  product = new FakeProduct();
  workbench = openWindow();
});
afterEach(() => {
  for (const window of opened.splice(0)) window.session.dispose();
  vi.useRealTimers();
});

async function openDrive(path = '/a/drive', window = workbench): Promise<void> {
  expect(await window.open(path, 'drive')).toBeNull();
  await pass(window);
}

describe('without a project', () => {
  test('marks, range, frame and zoom of a drive come back with it', async () => {
    await openDrive();
    const { marks, playback, view } = workbench;
    playback.seek(40);
    workbench.bookmark('frame');
    playback.markIn();
    view.zoom = { scale: 2, offsetX: 5, offsetY: 0 };
    await pass();
    playback.seek(55);
    await pass();

    const next = openWindow();
    await openDrive('/a/drive', next);
    expect(next.marks.list).toEqual(marks.list);
    expect([next.playback.frame, next.playback.inFrame, next.view.zoom.scale]).toEqual([55, 40, 2]);
    expect(texts(next)).toEqual([expect.stringMatching(/^Restored from just now: 1 bookmark and the marked range/)]);
    next.notices.list[0]?.action?.run();
    expect([next.marks.list.length, next.playback.frame, next.playback.hasRange]).toEqual([0, 0, false]);
  });

  test('another drive has its own', async () => {
    await openDrive();
    workbench.bookmark('frame');
    await pass();
    await openDrive('/a/other');
    expect(workbench.marks.list).toEqual([]);
    expect(texts()).toEqual([]);
    await openDrive();
    expect(workbench.marks.list).toHaveLength(1);
  });

  test('what was done last is written before another drive opens, and as the page goes', async () => {
    await openDrive();
    workbench.bookmark('frame');
    expect(await workbench.open('/a/other', 'drive')).toBeNull();
    expect(product.journals.get('drive /a/drive')?.contents.parts['marks']).toHaveLength(1);
    await pass();
    workbench.playback.seek(7);
    await workbench.project.flush(true);
    expect(product.journals.get('drive /a/other')?.contents.parts['place']).toMatchObject({ frame: 7 });
  });

  test('two windows on one drive lose nothing of each other', async () => {
    await openDrive();
    workbench.playback.seek(10);
    workbench.bookmark('frame');
    await pass();
    const second = openWindow();
    await openDrive('/a/drive', second);
    second.playback.seek(20);
    second.bookmark('frame');
    await pass(second);
    workbench.playback.seek(30);
    workbench.bookmark('frame');
    await pass();

    const frames = ({ marks }: Workbench): number[] => marks.list.map(({ firstFrame }) => firstFrame);
    expect([frames(workbench), frames(second)]).toEqual([
      [10, 30],
      [10, 20],
    ]);
    const next = openWindow();
    await openDrive('/a/drive', next);
    expect([frames(next), next.playback.frame]).toEqual([[10, 20, 30], 30]);
    expect(texts(next)).toEqual([expect.stringMatching(/^Restored from just now: 3 bookmarks/)]);
    next.playback.seek(40);
    await pass(next);
    expect(product.journals.get('drive /a/drive')?.others).toEqual([]);
  });

  test('a page that is gone writes no more', async () => {
    await openDrive();
    workbench.bookmark('frame');
    await workbench.project.flush(true);
    workbench.marks.replace([]);
    await pass();
    await workbench.project.flush(true);
    expect(product.journals.get('drive /a/drive')?.contents.parts['marks']).toHaveLength(1);
  });

  test('what could not be written since nobody answered is written later', async () => {
    await openDrive();
    product.answers = false;
    workbench.bookmark('frame');
    await pass();
    expect([product.journalsWritten, texts()]).toEqual([0, []]);
    product.answers = true;
    await vi.advanceTimersByTimeAsync(5000);
    expect(product.journalsWritten).toBe(1);
  });

  test('nothing is written while nothing changes, nor while it plays', async () => {
    await openDrive();
    await pass();
    expect(product.journalsWritten).toBe(0);
    workbench.bookmark('frame');
    await pass();
    await pass();
    expect(product.journalsWritten).toBe(1);
  });

  test('a folder that cannot be written to is told of once', async () => {
    product.canWrite = false;
    await openDrive();
    for (const frame of [3, 4]) {
      workbench.playback.seek(frame);
      await pass();
    }
    expect(texts()).toEqual([expect.stringMatching(/^Your changes are not kept/)]);
  });

  test('another drive in its place is told of', async () => {
    await openDrive();
    workbench.bookmark('frame');
    await pass();
    const kept = product.journals.get('drive /a/drive');
    if (kept?.contents.drive) kept.contents.drive.frameCount = 5000;
    const next = openWindow();
    await openDrive('/a/drive', next);
    expect(texts(next).at(-1)).toMatch(/another drive.*5000 frames, and has 100 now/);
  });
});

describe('a project', () => {
  const path = '/a/p.steerscope';
  async function saved(): Promise<void> {
    await openDrive();
    expect(await workbench.open('/a/net.h5', 'network')).toBeNull();
    workbench.playback.seek(40);
    workbench.bookmark('frame');
    workbench.view.colourMap = 'turbo';
    expect(await workbench.project.save(path, false)).toBeNull();
    await pass();
  }

  test('is saved, closed and opened again as it was', async () => {
    await saved();
    expect([workbench.project.name, workbench.project.unsaved]).toEqual(['p', false]);
    expect(product.files.get(path)?.contents).toMatchObject({
      drive: { path: '/a/drive', frameCount: 100, fingerprint: driveFingerprint({ image, logRow }) },
      networks: [{ path: '/a/net.h5', engine: 'onnx', device: 'cpu', preprocessing: null }],
    });
    const next = openWindow();
    next.view.colourMap = 'green';
    expect(await next.open(path, 'project')).toBeNull();
    await pass(next);
    expect([next.session.drive?.path, next.session.model?.path]).toEqual(['/a/drive', '/a/net.h5']);
    expect([next.playback.frame, next.marks.list.length, next.view.colourMap]).toEqual([40, 1, 'turbo']);
    expect([next.project.unsaved, texts(next)]).toEqual([false, []]);
  });

  test('says when it is unsaved: not by looking around, but by a bookmark', async () => {
    await saved();
    workbench.playback.seek(2);
    workbench.view.zoom = { scale: 3, offsetX: 0, offsetY: 0 };
    await pass();
    expect(workbench.project.unsaved).toBe(false);
    workbench.bookmark('frame');
    await pass();
    expect(workbench.project.unsaved).toBe(true);
    await workbench.saveProject();
    await pass();
    expect(workbench.project.unsaved).toBe(false);
  });

  test('what changes while it is saved is unsaved, and kept', async () => {
    await saved();
    product.whileSaving = () => {
      workbench.playback.seek(60);
      workbench.bookmark('frame');
    };
    expect(await workbench.project.save(path, false)).toBeNull();
    expect([product.files.get(path)?.contents.parts['marks'], workbench.project.unsaved]).toMatchObject([[{}], true]);
    await pass();
    expect(product.journals.get(`project ${path}`)?.contents.parts['marks']).toHaveLength(2);
  });

  test('what was not saved comes back after a crash, and can be discarded', async () => {
    await saved();
    workbench.playback.seek(60);
    workbench.bookmark('frame');
    await pass();
    const next = openWindow();
    expect(await next.open(path, 'project')).toBeNull();
    await pass(next);
    expect([next.marks.list.length, next.project.unsaved]).toEqual([2, true]);
    expect(texts(next)).toEqual([expect.stringMatching(/^Changes that were not saved are back/)]);
    next.notices.list[0]?.action?.run();
    await vi.advanceTimersByTimeAsync(100);
    await pass(next);
    expect([next.marks.list.length, next.project.unsaved]).toEqual([1, false]);
  });

  test('a file that another program changed is overwritten only when told', async () => {
    await saved();
    product.files.set(path, { contents: workbench.project.contents(), fingerprint: 'other' });
    await workbench.saveProject();
    expect(texts().at(-1)).toMatch(/file-changed/);
    expect(product.files.get(path)?.fingerprint).toBe('other');
    workbench.notices.list.at(-1)?.action?.run();
    await pass();
    expect(product.files.get(path)?.fingerprint).not.toBe('other');
  });

  test('what is missing is asked for, the rest opens, and what moved along is found', async () => {
    await saved();
    product.absent.add('/a/drive').add('/a/net.h5');
    const next = openWindow();
    expect(await next.open(path, 'project')).toBeNull();
    expect([next.dialogs.open, next.project.missing.length]).toEqual(['relink', 2]);
    // What waits for its drive is not lost by saving or by the journal.
    expect(next.project.contents().parts['place']).toMatchObject({ frame: 40 });
    expect(next.project.contents().drive?.path).toBe('/a/drive');
    const [drive] = next.project.missing as [MissingMedia];
    expect(await next.project.relink(drive, '/a/net.h5')).toMatchObject({ code: 'not-found' });
    expect(next.project.missing.map(({ kind }) => kind)).toEqual(['drive', 'network']);
    expect(await next.project.relink(drive, '/b/x/drive')).toBeNull();
    await pass(next);
    expect(next.project.missing).toEqual([]);
    expect([next.session.drive?.path, next.playback.frame, next.marks.list.length]).toEqual(['/b/x/drive', 40, 1]);
    expect(next.session.model?.path).toBe('/b/x/net.h5');
    expect(next.project.unsaved).toBe(true);
  });

  test('parts that are spoilt or unknown are left out, the rest goes on', async () => {
    await saved();
    const file = product.files.get(path);
    if (!file) throw new Error('not saved');
    file.contents.parts['marks'] = [{ id: 'a', firstFrame: -1 }];
    file.contents.parts['hologram'] = {};
    const next = openWindow();
    expect(await next.open(path, 'project')).toBeNull();
    expect(texts(next)).toEqual(['Some of the project could not be used and was left out: marks, hologram.']);
    expect(next.playback.frame).toBe(40);
    for (let index = 0; index < 1000; index++) file.contents.parts[`part-${index}`] = 0;
    expect(await next.open(path, 'project')).toBeNull();
    expect(texts(next).at(-1)).toMatch(/left out: marks, hologram, part-0, part-1, part-2 and 997 more\.$/);
  });

  test('bookmarks of one id are still two', async () => {
    await saved();
    const file = product.files.get(path);
    const mark = workbench.marks.list[0];
    if (!file || !mark) throw new Error('not saved');
    file.contents.parts['marks'] = [mark, { ...mark, firstFrame: 50, lastFrame: 50 }];
    const next = openWindow();
    expect(await next.open(path, 'project')).toBeNull();
    expect(next.marks.list.map(({ firstFrame }) => firstFrame)).toEqual([40, 50]);
    expect(new Set(next.marks.list.map(({ id }) => id)).size).toBe(2);
  });

  test('another drive leaves it, and says that what was not saved is kept', async () => {
    await saved();
    workbench.playback.seek(3);
    workbench.bookmark('frame');
    await pass();
    await openDrive('/a/other');
    expect([workbench.project.path, workbench.marks.list.length]).toEqual([null, 0]);
    expect(product.journals.has(`project ${path}`)).toBe(true);
  });

  test('one that is not there leaves what is open as it is', async () => {
    await openDrive();
    expect(await workbench.open('/none.steerscope', 'project')).toMatchObject({ code: 'not-found' });
    expect(workbench.session.drive?.path).toBe('/a/drive');
  });
});

test.each([
  { query: '', opens: ['/a/drive', null] },
  { query: '?new', opens: [null, null] },
  { query: '?open=%2Fa%2Fnet.h5', opens: [null, '/a/net.h5'] },
])('a window at $query opens $opens', async ({ query, opens }) => {
  await workbench.start(query);
  expect([workbench.session.drive?.path ?? null, workbench.session.model?.path ?? null]).toEqual(opens);
});

test('how long ago', () => {
  const minute = 60_000;
  expect([0, minute, 5 * minute, 60 * minute, 180 * minute, 49 * 60 * minute].map((ms) => timeAgo(0, ms))).toEqual([
    'just now',
    '1 minute ago',
    '5 minutes ago',
    '1 hour ago',
    '3 hours ago',
    '2 days ago',
  ]);
});
