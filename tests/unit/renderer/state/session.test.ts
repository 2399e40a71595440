import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiClient } from '../../../../renderer/api.ts';
import { Workbench } from '../../../../renderer/state/workbench.svelte.ts';
import type { SteeringFigures } from '../../../../shared/analysis.ts';
import type { Problem } from '../../../../shared/problem.ts';
import type { SessionEvent } from '../../../../shared/session-event.ts';
import type { SessionInfo } from '../../../../shared/session.ts';
import { packColumns } from '../../../../shared/packed-analysis.ts';
import { textsOf } from '../../../../shared/texts.ts';

/** A product with drives of 4 frames and networks that answer nothing; `events` are sent to whoever listens. */
class FakeProduct {
  readonly asked: string[] = [];
  readonly known = new Set<string>();
  frameCount = 4;
  driveReading: SessionInfo['driveReading'] = 'whole';
  networkNumber = 1;
  networkLayers: readonly string[] = ['conv1'];
  problems: readonly Problem[] = [];
  /** Held back until `answer` is called. */
  slow: RegExp | null = null;
  answer: () => void = () => undefined;
  #send: ((event: SessionEvent) => void) | null = null;
  #hangUp: () => void = () => undefined;
  #sessions = 0;
  #runs = 0;
  #open: { drivePath?: string | null; modelPath?: string | null } = {};

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const path = new URL(String(input), 'http://product').pathname;
    const method = init?.method ?? 'GET';
    const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as Record<string, string>) : {};
    const call = `${method} ${path} ${Object.values(body).join(' ')}`.trim();
    this.asked.push(call);
    if (this.slow?.test(call)) await new Promise<void>((resolve) => (this.answer = resolve));
    const id = /^\/api\/sessions\/(\w+)/.exec(path)?.[1];
    if (id && !this.known.has(id)) return refusal('not-found', 404);
    if (Object.values(body).some((value) => String(value).includes('bad'))) return refusal('not-a-drive', 422);
    if (path === '/api/sessions') {
      const next = `s${(this.#sessions += 1)}`;
      this.known.add(next);
      this.#open = body;
      return Response.json(this.#info(next));
    }
    if (method === 'PATCH' && id) {
      this.#open = { ...this.#open, ...body };
      return Response.json(this.#info(id));
    }
    if (method === 'GET' && path === `/api/sessions/${id}`) return Response.json(this.#info(id!));
    if (path.endsWith('/columns'))
      return new Response(
        packColumns({
          timeSecs: null,
          steering: new Float64Array(this.frameCount),
          numeric: {},
          logRow: new Uint32Array(this.frameCount),
          image: textsOf(Array.from({ length: this.frameCount }, () => '')),
        }),
      );
    if (path.endsWith('/analysis') && method === 'POST')
      return Response.json({ runId: `r${(this.#runs += 1)}`, total: 4 });
    if (path.endsWith('/events')) return new Response(this.#stream());
    return refusal('image-not-decodable', 422);
  };

  tell(event: SessionEvent): void {
    this.#send?.(event);
  }

  /** Forgets every session, as when others needed the room. */
  closeAll(): void {
    this.known.clear();
    this.#hangUp();
  }

  #stream(): ReadableStream<Uint8Array> {
    return new ReadableStream({
      start: (controller) => {
        this.#send = (event) => controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(event)}\n\n`));
        this.#hangUp = () => controller.close();
      },
    });
  }

  #info(id: string): SessionInfo {
    const { drivePath, modelPath } = this.#open;
    return {
      id,
      drive: drivePath ? { path: drivePath, name: drivePath, frameCount: this.frameCount, problems: [] } : null,
      driveReading: this.driveReading,
      model: modelPath
        ? { path: modelPath, name: modelPath, layers: this.networkLayers, stages: [], problems: [] }
        : null,
      networkVersion: { followed: true, number: this.networkNumber, writtenAtMs: null, stamp: '' },
      engine: null,
      preprocessing: null,
      preprocessingSource: null,
      method: 'visual-backprop',
      problems: this.problems,
    } as unknown as SessionInfo;
  }
}

function refusal(code: string, status: number): Response {
  return Response.json({ error: { code, message: 'No.', nextStep: 'Something else.' } }, { status });
}

const progress = (runId: string, predicted: number): SessionEvent => ({
  type: 'analysis-progress',
  runId,
  done: 1,
  total: 4,
  framesPerSec: 1,
  first: 0,
  predictedSteering: [predicted],
  figures: { 'mask-mass': [predicted / 2], 'mask-max': [predicted * 100] },
});

const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(50);
let product: FakeProduct;
let workbench: Workbench;

beforeEach(() => {
  vi.useFakeTimers();
  product = new FakeProduct();
  workbench = new Workbench(new ApiClient(product.fetch), null);
});
afterEach(() => {
  workbench.session.dispose();
  vi.useRealTimers();
});

test('findings of a run that was replaced fill nothing', async () => {
  const { session } = workbench;
  await session.openDrive('/drive');
  await session.openNetwork('/one.h5');
  product.tell(progress('r1', 0.25));
  await settled();
  expect(session.series.predicted[0]).toBe(0.25);
  await session.openNetwork('/two.h5');
  product.tell(progress('r1', 0.75));
  await settled();
  expect(session.series.predicted[0]).toBeNaN();
  product.tell(progress('r2', 0.5));
  await settled();
  expect(session.series.predicted[0]).toBe(0.5);
});

test('opens one thing at a time, and of several drives asked for meanwhile only the last', async () => {
  const { session } = workbench;
  product.slow = /POST .*\/first/;
  const all = [session.openDrive('/first')];
  await settled();
  all.push(session.openNetwork('/net.h5'), session.openDrive('/second'), session.openDrive('/third'));
  await settled();
  expect(session.opening).toBe('drive');
  product.answer();
  expect(await Promise.all(all)).toEqual([null, null, null, null]);
  expect(session.drive?.path).toBe('/third');
  expect(session.model?.path).toBe('/net.h5');
  expect(session.opening).toBeNull();
  expect(product.asked.some((call) => call.includes('/second'))).toBe(false);
});

test('a drive that does not open leaves the open one as it is', async () => {
  const { session, notices } = workbench;
  await session.openDrive('/drive');
  await workbench.opening.openPath('/bad');
  expect(session.drive?.path).toBe('/drive');
  expect(session.driveError).toMatchObject({ code: 'not-a-drive' });
  expect(notices.list).toHaveLength(1);
});

test('a session that the product has closed is opened again, at the same frame', async () => {
  const { session, playback } = workbench;
  await session.openDrive('/drive');
  await session.openNetwork('/net.h5');
  playback.seek(3);
  product.closeAll();
  await vi.advanceTimersByTimeAsync(1000);
  expect(session.connection).toBe('closed');
  await session.reopen();
  expect(session.connection).toBe('there');
  expect(session.info).toMatchObject({ id: 's2', drive: { path: '/drive' }, model: { path: '/net.h5' } });
  expect(playback.frame).toBe(3);
});

/** The product has read more of the drive. */
function grow(frameCount: number, sameFrames = true): void {
  Object.assign(product, { frameCount });
  product.tell({ type: 'drive-changed', info: workbench.session.info!, sameFrames });
}

const finished = (runId: string, metrics: SteeringFigures | null = null): SessionEvent => ({
  ...{ type: 'analysis-finished', runId, cancelled: false, metrics, problems: [] },
});

test('a drive that grows keeps the frame and what was predicted; the run goes on with the new frames when it has ended', async () => {
  const { session, playback } = workbench;
  await session.openDrive('/drive');
  await session.openNetwork('/net.h5');
  playback.seek(2);
  product.tell(progress('r1', 0.25));
  grow(6);
  await settled();
  expect(session.drive?.frameCount).toBe(6);
  expect(session.columns?.steering).toHaveLength(6);
  expect([playback.frame, playback.lastFrame]).toEqual([2, 5]);
  expect(Array.from(session.series.analysed)).toEqual([1, 0, 0, 0, 0, 0]);
  expect(session.series.predicted[0]).toBe(0.25);
  expect(product.asked.filter((call) => call.startsWith('POST') && call.includes('analysis'))).toHaveLength(1);
  product.tell(finished('r1'));
  await settled();
  expect(product.asked.at(-1)).toBe('POST /api/sessions/s1/analysis 4');
});

test('figures of the run stay where nothing more came of the drive', async () => {
  const { session } = workbench;
  await session.openDrive('/drive');
  await session.openNetwork('/net.h5');
  product.tell(progress('r1', 0.25));
  product.tell(finished('r1', { mae: 0.125 } as SteeringFigures));
  await settled();
  // As when it cannot be followed any further.
  grow(4);
  await settled();
  expect([session.series.predicted[0], session.series.metrics?.mae]).toEqual([0.25, 0.125]);
  grow(5);
  await settled();
  expect(session.series.metrics).toBeNull();
});

test('who stands at the end of a drive that is followed goes on to its new end; others stay', async () => {
  const { session, playback } = workbench;
  product.driveReading = 'watching';
  await session.openDrive('/drive');
  grow(5);
  await settled();
  expect(playback.frame).toBe(0);
  playback.seek(4);
  grow(7);
  await settled();
  expect(playback.frame).toBe(6);
});

test('frames that are others than before are predicted anew', async () => {
  const { session, playback } = workbench;
  await session.openDrive('/drive');
  await session.openNetwork('/net.h5');
  product.tell(progress('r1', 0.25));
  await settled();
  playback.seek(3);
  grow(3, false);
  await settled();
  expect(playback.frame).toBe(2);
  expect(session.series.analysedCount).toBe(0);
  expect(product.asked.filter((call) => call.startsWith('POST')).at(-1)).toBe('POST /api/sessions/s1/analysis 0');
});

const networkChanged = (): void => product.tell({ type: 'network-changed', info: {} as SessionInfo });
const runs = (): number => product.asked.filter((call) => /^POST .*analysis/.test(call)).length;

test('a network that was written anew is predicted anew; frame and layer stay, the error of before is known', async () => {
  const { session, playback, view } = workbench;
  await session.openDrive('/drive');
  await session.openNetwork('/net.h5');
  playback.seek(2);
  view.stage = 0;
  product.tell(progress('r1', 0.25));
  product.tell(finished('r1', { mae: 0.125 } as SteeringFigures));
  await settled();
  product.networkNumber = 2;
  networkChanged();
  await settled();
  expect([session.info?.networkVersion?.number, session.errorBefore]).toEqual([2, 0.125]);
  expect(session.series.predicted[0]).toBeNaN();
  expect([playback.frame, view.stage, runs()]).toEqual([2, 0, 2]);

  // Its run is cut short by the next writing: the error of before stays the last that is known.
  product.networkNumber = 3;
  networkChanged();
  await settled();
  expect([session.errorBefore, runs()]).toEqual([0.125, 3]);
  await session.openNetwork('/other.h5');
  expect(session.errorBefore).toBeNull();
});

test("one of another architecture is opened as by the user: the layer on show was the old one's", async () => {
  const { session, playback, view } = workbench;
  await session.openDrive('/drive');
  await session.openNetwork('/net.h5');
  playback.seek(2);
  view.stage = 0;
  Object.assign(product, { networkNumber: 2, networkLayers: ['conv1', 'conv2'] });
  networkChanged();
  await settled();
  expect([playback.frame, view.stage, runs()]).toEqual([2, null, 2]);
});

test.each([
  ['configured', () => workbench.session.configure({ method: 'grad-cam' })],
  ['followed', () => workbench.session.followNetwork(true)],
  ['read while its drive is followed', () => workbench.session.followDrive(true)],
])('a network that is written anew while it is %s is predicted anew', async (_, change) => {
  const { session, view } = workbench;
  await session.openDrive('/drive');
  await session.openNetwork('/net.h5');
  view.stage = 0;
  product.tell(progress('r1', 0.25));
  await settled();
  product.slow = /PATCH/;
  const changing = change();
  await settled();
  Object.assign(product, { networkNumber: 2, networkLayers: ['conv1', 'conv2'] });
  networkChanged();
  await settled();
  product.answer();
  await changing;
  await settled();
  expect([session.series.predicted[0], view.stage, runs()]).toEqual([Number.NaN, null, 2]);
});

test('a network that is written anew while its drive grows is predicted anew', async () => {
  const { session, playback } = workbench;
  await session.openDrive('/drive');
  await session.openNetwork('/net.h5');
  playback.seek(2);
  product.tell(progress('r1', 0.25));
  product.tell(finished('r1'));
  await settled();
  product.networkNumber = 2;
  grow(6);
  networkChanged();
  await settled();
  expect([session.series.predicted[0], session.series.predicted.length]).toEqual([Number.NaN, 6]);
  expect([playback.frame, runs()]).toEqual([2, 2]);
});

test('the error of before counts for nothing once frames, recorded steering or preprocessing are others', async () => {
  const { session } = workbench;
  await session.openDrive('/drive');
  await session.openNetwork('/net.h5');
  const changes = [
    () => session.configure({ preprocessing: null }),
    () => session.remapDrive('/drive', null),
    async () => grow(3, false),
  ];
  for (const change of changes) {
    product.networkNumber += 1;
    session.series.metrics = { mae: 0.125 } as SteeringFigures;
    networkChanged();
    await settled();
    expect(session.errorBefore).toBe(0.125);
    await change();
    await settled();
    expect(session.errorBefore).toBeNull();
  }
});

test('a writing that cannot be opened is a problem, and nothing else changes', async () => {
  const { session } = workbench;
  await session.openDrive('/drive');
  await session.openNetwork('/net.h5');
  product.tell(progress('r1', 0.25));
  const problem = {
    severity: 'warning',
    code: 'network-not-reopened',
    message: 'Cut.',
    place: null,
    frame: null,
  } as const;
  product.problems = [problem];
  networkChanged();
  await settled();
  expect(session.problems).toEqual([problem]);
  expect([session.series.predicted[0], runs()]).toEqual([0.25, 1]);
});

test('a network can be followed and left alone', async () => {
  const { session } = workbench;
  await session.openDrive('/drive');
  await session.openNetwork('/net.h5');
  await session.followNetwork(true);
  expect(product.asked.at(-1)).toBe('PATCH /api/sessions/s1 true');
});

test('a drive can be followed and left alone', async () => {
  const { session } = workbench;
  await session.openDrive('/drive');
  await session.followDrive(true);
  expect(product.asked.at(-1)).toBe('PATCH /api/sessions/s1 true');
});

test('figures of masks come with the run, give the scale of the drive, and go with the predictions', async () => {
  const { session, figures } = workbench;
  await session.openDrive('/drive');
  await session.openNetwork('/one.h5');
  const { revision } = figures;
  product.tell(progress('r1', 0.5));
  await settled();
  expect([...figures.of('mask-mass')]).toEqual([0.25, ...Array(3).fill(Number.NaN)]);
  expect(figures.revision).toBeGreaterThan(revision);
  expect(workbench.peak).toEqual({ max: 50, count: 1 });
  figures.grow(5);
  expect([...figures.of('mask-mass')]).toEqual([0.25, ...Array(4).fill(Number.NaN)]);
  await session.configure({ pooling: 'composed' });
  expect(figures.of('mask-mass')).toEqual(new Float64Array(4).fill(Number.NaN));
  expect(workbench.peak.count).toBe(0);
});
