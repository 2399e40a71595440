import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiClient } from '../../../../renderer/api.ts';
import { Workbench } from '../../../../renderer/state/workbench.svelte.ts';
import type { SessionEvent } from '../../../../shared/session-event.ts';
import type { SessionInfo, SessionRequest } from '../../../../shared/session.ts';
import { packColumns } from '../../../../shared/packed-analysis.ts';
import { textsOf } from '../../../../shared/texts.ts';

/** A product with drives of 4 frames; what a session has open is what it was asked for. */
class FakeProduct {
  /** Of every network's files. */
  writing = 1;
  readonly asked: string[] = [];
  /** Its answers are held back until `answer` is called. */
  slow: RegExp | null = null;
  answer: () => void = () => undefined;
  readonly sessions = new Map<string, SessionRequest>();
  readonly #listeners = new Map<string, ReadableStreamDefaultController<Uint8Array>>();
  #count = 0;
  #runs = 0;

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const path = new URL(String(input), 'http://product').pathname;
    const method = init?.method ?? 'GET';
    const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as SessionRequest) : {};
    this.asked.push(`${method} ${path}`);
    const id = /^\/api\/sessions\/(\w+)/.exec(path)?.[1] ?? '';
    if (this.slow?.test(`${method} ${path}`)) {
      // As it is when it is asked.
      const info = this.#open(id, body);
      await new Promise<void>((resolve) => (this.answer = resolve));
      return info;
    }
    if (id && !this.sessions.has(id)) return refusal('not-found', 404);
    if (JSON.stringify(body).includes('bad')) return refusal('not-a-network', 422);
    if (path === '/api/sessions') return this.#open(`s${(this.#count += 1)}`, body);
    if (method === 'PATCH') return this.#open(id, body);
    if (method === 'DELETE' && path.endsWith(id)) return Response.json({ closed: this.sessions.delete(id) });
    if (path.endsWith('/columns')) return new Response(packColumns(columns));
    if (path.endsWith('/analysis') && method === 'POST')
      return Response.json({ runId: `${id}-r${(this.#runs += 1)}`, total: 4 });
    if (path.endsWith('/analysis') && method === 'DELETE') return Response.json({ cancelled: true });
    if (path.endsWith('/events')) return new Response(this.#stream(id));
    if (path === `/api/sessions/${id}`) return Response.json(this.#info(id));
    return refusal('image-not-decodable', 422);
  };

  tell(id: string, event: SessionEvent): void {
    this.#listeners.get(id)?.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(event)}\n\n`));
  }

  /** Forgets a session, as when others needed the room. */
  close(id: string): void {
    this.sessions.delete(id);
    this.#listeners.get(id)?.close();
  }

  runsOf(id: string): number {
    return this.asked.filter((call) => call === `POST /api/sessions/${id}/analysis`).length;
  }

  #open(id: string, request: SessionRequest): Response {
    this.sessions.set(id, { ...this.sessions.get(id), ...request });
    return Response.json(this.#info(id));
  }

  #stream(id: string): ReadableStream<Uint8Array> {
    return new ReadableStream({ start: (controller) => void this.#listeners.set(id, controller) });
  }

  #info(id: string): SessionInfo {
    const { drivePath, modelPath, preprocessing, followNetwork = false } = this.sessions.get(id) ?? {};
    const steering = { unit: 'normalised' };
    return {
      id,
      drive: drivePath ? { path: drivePath, name: drivePath, frameCount: 4, problems: [], steering } : null,
      driveReading: 'whole',
      model: modelPath ? { path: modelPath, name: modelPath, stages: [], problems: [] } : null,
      networkVersion: { followed: followNetwork, number: this.writing, writtenAtMs: null, stamp: String(this.writing) },
      engine: null,
      asked: { engine: 'auto', device: 'auto' },
      method: 'visual-backprop',
      preprocessing: preprocessing ?? null,
      preprocessingSource: preprocessing ? 'given' : 'default',
      steering: { predictedUnit: modelPath === '/degrees.h5' ? 'deg' : 'normalised' },
      problems: [],
    } as unknown as SessionInfo;
  }
}

const columns = {
  timeSecs: null,
  steering: Float64Array.of(0, 0.5, 0, 0),
  numeric: {},
  logRow: new Uint32Array(4),
  image: textsOf(['', '', '', '']),
};

function refusal(code: string, status: number): Response {
  return Response.json({ error: { code, message: 'No.', nextStep: 'Something else.' } }, { status });
}

const progress = (runId: string, ...predictedSteering: number[]): SessionEvent => ({
  ...{ type: 'analysis-progress', runId, done: 1, total: 4, framesPerSec: 1, first: 0 },
  predictedSteering,
  figures: {},
});
const finished = (runId: string): SessionEvent => ({
  ...{ type: 'analysis-finished', runId, cancelled: false, metrics: null, problems: [] },
});

let product: FakeProduct;
let workbench: Workbench;

/** As the window's effect does after every change. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    await vi.advanceTimersByTimeAsync(20);
    workbench.comparison.tend();
  }
  await vi.advanceTimersByTimeAsync(20);
}

beforeEach(async () => {
  vi.useFakeTimers();
  product = new FakeProduct();
  workbench = new Workbench(new ApiClient(product.fetch), null);
  await workbench.session.openDrive('/drive');
  await workbench.session.openNetwork('/main.h5');
});
afterEach(() => {
  workbench.session.dispose();
  workbench.comparison.dispose();
  vi.useRealTimers();
});

test('a compared network is a session of its own on the same drive, whose run waits for that of the main one', async () => {
  const { comparison } = workbench;
  expect(await workbench.compareWith.network('/other.h5')).toBeNull();
  expect(product.sessions.get('s2')).toMatchObject({ drivePath: '/drive', modelPath: '/other.h5' });
  expect(comparison.mode).toBe('side');
  await settled();
  expect(product.runsOf('s2')).toBe(0);
  product.tell('s1', finished('s1-r1'));
  await settled();
  expect(product.runsOf('s2')).toBe(1);
  product.tell('s2', progress('s2-r2', 0.25, 0.25));
  await settled();
  const [other] = comparison.networks;
  expect(Array.from(other!.series.error.subarray(0, 3))).toEqual([0.25, -0.25, Number.NaN]);
  expect(other!.colour).toBe('var(--compared-1)');
});

test('runs go one after another, and give way when the main network is analysed anew', async () => {
  const { session, comparison } = workbench;
  await workbench.compareWith.network('/other.h5');
  await workbench.compareWith.network('/third.h5');
  product.tell('s1', finished('s1-r1'));
  await settled();
  expect([product.runsOf('s2'), product.runsOf('s3')]).toEqual([1, 0]);
  await session.openNetwork('/main2.h5');
  await settled();
  expect(product.asked).toContain('DELETE /api/sessions/s2/analysis');
  expect(comparison.entries[0]?.run.progress).toBeNull();
  product.tell('s1', finished('s1-r3'));
  await settled();
  expect([product.runsOf('s2'), product.runsOf('s3')]).toEqual([2, 0]);
  product.tell('s2', finished('s2-r4'));
  await settled();
  expect([product.runsOf('s2'), product.runsOf('s3')]).toEqual([2, 1]);
});

test('a run that failed says so and is not begun again by itself', async () => {
  await workbench.compareWith.network('/other.h5');
  product.tell('s1', finished('s1-r1'));
  await settled();
  const error = { code: 'internal', message: 'It broke.', nextStep: 'Mend it.' } as const;
  product.tell('s2', { type: 'analysis-failed', runId: 's2-r2', error });
  await settled();
  const [other] = workbench.comparison.networks;
  expect(other!.turn.error?.message).toBe('It broke.');
  expect(workbench.notices.list).toEqual([]);
  expect(product.runsOf('s2')).toBe(1);
  other!.turn.resume();
  await settled();
  expect(product.runsOf('s2')).toBe(2);
  expect(other!.turn.error).toBeNull();
});

test('one that does not open leaves nothing behind', async () => {
  expect(await workbench.compareWith.network('/bad.h5')).toMatchObject({ code: 'not-a-network' });
  expect(workbench.comparison.entries).toEqual([]);
  expect(workbench.comparison.mode).toBe('off');
});

test('there are four networks at most; a colour that is free is given again', async () => {
  const { comparison } = workbench;
  for (const name of ['/a.h5', '/b.h5', '/c.h5', '/d.h5']) await workbench.compareWith.network(name);
  expect(comparison.entries.map(({ request }) => request.modelPath)).toEqual(['/a.h5', '/b.h5', '/c.h5']);
  comparison.remove(comparison.entries[1]!);
  await settled();
  expect([...product.sessions.keys()]).toEqual(['s1', 's2', 's4']);
  await workbench.compareWith.network('/d.h5');
  expect(comparison.entries.map(({ colour }) => colour)).toEqual([1, 3, 2].map((n) => `var(--compared-${n})`));
});

test('another drive is opened in every session; one that cannot be says why and may be tried again', async () => {
  const { session, comparison } = workbench;
  await workbench.compareWith.network('/other.h5');
  await session.openDrive('/second');
  await settled();
  expect(product.sessions.get('s2')).toMatchObject({ drivePath: '/second', modelPath: '/other.h5' });
  product.close('s2');
  await vi.advanceTimersByTimeAsync(1000);
  const [other] = comparison.entries;
  expect(other!.error?.code).toBe('not-found');
  await other!.open();
  expect(other!.error).toBeNull();
  expect(product.sessions.get('s3')).toMatchObject({ drivePath: '/second', modelPath: '/other.h5' });
});

test('the main network and a compared one change places', async () => {
  const { session, comparison } = workbench;
  await workbench.compareWith.network('/other.h5');
  await workbench.opening.makeMain(comparison.entries[0]!);
  await settled();
  expect(session.model?.path).toBe('/other.h5');
  expect(comparison.entries.map(({ request, id }) => [id, request.modelPath])).toEqual([['compared-1', '/main.h5']]);
  expect([comparison.a, comparison.b]).toEqual(['main', 'compared-1']);
  expect([...product.sessions.values()].map(({ modelPath }) => modelPath)).toEqual(['/other.h5', '/main.h5']);
});

test('the same network read in the same way is not analysed twice', async () => {
  const { comparison } = workbench;
  await workbench.compareWith.network('/main.h5');
  product.tell('s1', finished('s1-r1'));
  await settled();
  expect(comparison.entries).toHaveLength(1);
  expect(comparison.networks).toEqual([]);
  expect(product.runsOf('s2')).toBe(0);
});

test('compared networks are followed with the main one: what was found of another writing is gone', async () => {
  const { session, comparison } = workbench;
  await workbench.compareWith.network('/other.h5');
  await session.followNetwork(true);
  await settled();
  expect(product.sessions.get('s2')).toMatchObject({ followNetwork: true });
  product.tell('s1', finished('s1-r1'));
  await settled();
  product.tell('s2', progress('s2-r2', 0.25));
  await settled();
  const [other] = comparison.entries;
  product.tell('s2', finished('s2-r2'));
  await settled();
  expect(other!.series.predicted[0]).toBe(0.25);
  const runs = product.runsOf('s2');

  // The same writing again: a problem came or went.
  product.tell('s2', { type: 'network-changed', info: other!.info! });
  await settled();
  expect([other!.series.predicted[0], product.runsOf('s2')]).toEqual([0.25, runs]);
  product.writing = 2;
  product.tell('s2', {
    type: 'network-changed',
    info: { ...other!.info!, networkVersion: { ...other!.info!.networkVersion!, number: 2 } },
  });
  await settled();
  expect([other!.series.predicted[0], product.runsOf('s2')]).toEqual([Number.NaN, runs + 1]);
});

test('a compared network that is written anew while it is opened on another drive is shown as it is now', async () => {
  const { session, comparison } = workbench;
  await workbench.compareWith.network('/other.h5');
  await settled();
  const [other] = comparison.entries;
  product.slow = /PATCH .*s2/;
  await session.openDrive('/second');
  workbench.comparison.tend();
  await vi.advanceTimersByTimeAsync(20);
  product.writing = 2;
  product.tell('s2', { type: 'network-changed', info: {} as SessionInfo });
  await vi.advanceTimersByTimeAsync(20);
  product.answer();
  await settled();
  expect(other!.info).toMatchObject({ drive: { path: '/second' }, networkVersion: { number: 2 } });
  expect(other!.opening).toBe(false);
});

test('a compared network is opened once: another writing does not open its drive anew', async () => {
  const { comparison } = workbench;
  await workbench.compareWith.network('/other.h5');
  await settled();
  const changes = (): number => product.asked.filter((call) => call === 'PATCH /api/sessions/s2').length;
  const before = changes();
  product.writing = 2;
  product.tell('s2', { type: 'network-changed', info: {} as SessionInfo });
  await settled();
  expect(comparison.entries[0]!.info?.networkVersion?.number).toBe(2);
  expect(changes()).toBe(before);
});

test('the same file in another writing predicts something else', async () => {
  const { comparison } = workbench;
  product.writing = 2;
  await workbench.compareWith.network('/main.h5');
  expect(comparison.networks).toHaveLength(1);
});

test('a network that steers in another unit has no error', async () => {
  await workbench.compareWith.network('/degrees.h5');
  product.tell('s1', finished('s1-r1'));
  await settled();
  product.tell('s2', progress('s2-r2', 20, 10));
  await settled();
  const [other] = workbench.comparison.networks;
  expect(other!.series.predicted[1]).toBe(10);
  expect(other!.series.error[1]).toBeNaN();
});

test('which is A and which is B: never the same; ways to compare in turn', async () => {
  const { comparison } = workbench;
  comparison.nextMode();
  expect(comparison.mode).toBe('off');
  await workbench.compareWith.network('/a.h5');
  await workbench.compareWith.network('/b.h5');
  comparison.chooseA('compared-1');
  expect([comparison.a, comparison.b]).toEqual(['compared-1', 'main']);
  comparison.chooseB('compared-2');
  comparison.remove(comparison.entries[1]!);
  expect([comparison.a, comparison.b]).toEqual(['compared-1', 'main']);
  comparison.remove(comparison.entries[0]!);
  expect(comparison.a).toBe('main');
  await workbench.compareWith.network('/c.h5');
  expect([comparison.a, comparison.b]).toEqual(['main', 'compared-3']);
  const modes = [0, 1, 2, 3].map(() => {
    comparison.nextMode();
    return comparison.mode;
  });
  expect(modes).toEqual(['wipe', 'difference', 'off', 'side']);
});
