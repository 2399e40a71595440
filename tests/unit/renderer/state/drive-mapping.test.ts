import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiClient } from '../../../../renderer/api.ts';
import { Workbench } from '../../../../renderer/state/workbench.svelte.ts';
import type { SessionInfo } from '../../../../shared/session.ts';
import type { DriveMapping } from '../../../../shared/drive-mapping.ts';
import type { DriveSurvey, SurveyField } from '../../../../shared/drive-survey.ts';
import { packColumns } from '../../../../shared/packed-analysis.ts';
import { textsOf } from '../../../../shared/texts.ts';

const field = (name: string, kind: SurveyField['kind'] = 'numbers'): SurveyField => ({
  ...{ name, kind, samples: ['1'], sparkline: [0, 1], min: 0, max: 1 },
});
const fields = [field('bild', 'pictures'), field('a'), field('b')];
const [bild, a, b] = fields as [SurveyField, SurveyField, SurveyField];
const guess: DriveMapping = { images: ['bild'], time: null };
const steeringOf = (column: string) =>
  ({ column, unit: 'normalised', centre: 0, scale: 1, positive: 'right' }) as const;

/** A product with drives of 4 frames. `/odd` opens only by a mapping, `/known` needs none; steering by `b` opens nothing. */
class FakeProduct {
  /** The mappings that were sent with a PATCH; undefined where none was. */
  readonly sent: (DriveMapping | null | undefined)[] = [];
  readonly surveyed: string[] = [];
  fileThere = false;
  tables: string[] = [];
  #path = '';
  #given: DriveMapping | null = null;
  #source: 'guessed' | 'file' | 'user' = 'guessed';

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const { pathname, searchParams } = new URL(String(input), 'http://product');
    const method = init?.method ?? 'GET';
    const body = (typeof init?.body === 'string' ? JSON.parse(init.body) : {}) as Record<string, unknown>;
    if (pathname === '/api/drive-survey') return this.#survey(searchParams);
    if (pathname.endsWith('/events')) return new Response(new ReadableStream());
    if (pathname.endsWith('/columns')) return new Response(packColumns(columns));
    if (method === 'PUT') {
      if (this.fileThere && body['overwrite'] !== true) return refusal('file-changed');
      this.#source = body['where'] === 'drive' ? 'file' : 'user';
      this.#given = null;
      return Response.json(this.#info());
    }
    if (method !== 'PATCH' && method !== 'POST') return refusal('not-found');
    const { drivePath, mapping } = body as { drivePath?: string; mapping?: DriveMapping | null };
    if (drivePath === undefined) return Response.json(this.#info());
    if (method === 'PATCH') this.sent.push(mapping);
    if (mapping?.steering?.column === 'b') return refusal('not-readable');
    if (drivePath === '/odd' && !mapping?.images) return refusal('not-a-drive');
    this.#path = drivePath;
    this.#given = mapping ?? null;
    return Response.json(this.#info());
  };

  #survey(query: URLSearchParams): Response {
    const [path, table] = [query.get('path') ?? '', query.get('table')];
    this.surveyed.push(table === null ? path : `${path} ${table}`);
    if (path === '/nothing') return refusal('nothing-to-map');
    const survey: DriveSurvey = {
      path,
      kind: 'table',
      tables: this.tables,
      fields,
      lookedAt: 'the first 4 rows',
      mapping: path === '/odd' ? null : guess,
      state: { source: 'guessed', file: `${path}.json`, userFile: null, mapping: null },
    };
    return Response.json(survey);
  }

  #info(): SessionInfo {
    const isKnown = this.#path === '/known' && !this.#given;
    const source = this.#given ? 'given' : this.#source;
    const mapping = isKnown ? null : { source, file: 'log.json', mapping: this.#given };
    const drive = { path: this.#path, name: 'drive', frameCount: 4, problems: [], mapping };
    return { id: 's', drive, model: null, method: 'visual-backprop', problems: [] } as unknown as SessionInfo;
  }
}

const columns = {
  timeSecs: Float64Array.of(0, 1, 2, 3),
  steering: new Float64Array(4),
  numeric: {},
  logRow: new Uint32Array(4),
  image: textsOf(['0', '1', '2', '3']),
};

function refusal(code: string): Response {
  return Response.json({ error: { code, message: 'No.', nextStep: 'Something else.' } }, { status: 422 });
}

const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(500);
let product: FakeProduct;
let workbench: Workbench;

beforeEach(async () => {
  vi.useFakeTimers();
  product = new FakeProduct();
  workbench = new Workbench(new ApiClient(product.fetch), null);
  await workbench.opening.open('/drive', 'drive');
  workbench.mapping.open = true;
  await settled();
  product.sent.length = 0;
});
afterEach(() => {
  workbench.session.dispose();
  vi.useRealTimers();
});

test('shows what is guessed, and says that it is', () => {
  const { mapping } = workbench;
  expect(mapping.draft).toEqual(guess);
  expect([mapping.source, mapping.unsaved, mapping.missing]).toEqual(['guessed', false, null]);
});

test('only the newest of several edits opens the drive anew; the frame stays', async () => {
  const { mapping, playback, session } = workbench;
  playback.seek(2);
  mapping.use(a, 'time');
  mapping.use(a, 'steering');
  expect(mapping.draft?.steering?.column).toBe('a');
  await settled();
  expect(product.sent).toEqual([{ images: ['bild'], time: null, steering: steeringOf('a') }]);
  expect(session.drive?.mapping?.source).toBe('given');
  expect(playback.frame).toBe(2);
  expect(mapping.unsaved).toBe(true);
});

test('what cannot be opened stays in the editor, and the drive as it was', async () => {
  const { mapping, session } = workbench;
  mapping.use(a, 'steering');
  await settled();
  mapping.use(b, 'steering');
  await settled();
  expect(mapping.error?.code).toBe('not-readable');
  expect([mapping.refused, mapping.errorField]).toEqual([true, 'b']);
  expect(session.drive?.mapping?.mapping?.steering?.column).toBe('a');
  expect(await mapping.save('drive')).toBe(false);
  mapping.undo();
  expect([mapping.refused, mapping.error, mapping.errorField]).toEqual([false, null, '']);
  await settled();
  expect(session.drive?.mapping?.mapping?.steering?.column).toBe('a');
});

test('edits that cannot be opened are taken back together', async () => {
  const { mapping } = workbench;
  mapping.use(bild, 'hidden');
  mapping.use(a, 'picture');
  mapping.use(b, 'steering');
  await settled();
  expect(mapping.refused).toBe(true);
  mapping.use(a, 'hidden');
  expect([mapping.error, mapping.missing === null]).toEqual([null, false]);
  mapping.takeBack();
  await settled();
  expect([mapping.draft, mapping.error, mapping.unsaved]).toEqual([guess, null, false]);
});

test('what is no number yet, and a log without pictures, is not sent', async () => {
  const { mapping } = workbench;
  mapping.edit({ ...guess, steering: { ...steeringOf('a'), centre: Number.NaN } }, 'steering.centre');
  await settled();
  expect(mapping.issues.get('steering.centre')).toBe('A number is needed.');
  mapping.use(bild, 'hidden');
  mapping.use(a, 'steering');
  await settled();
  expect(mapping.missing).toMatch(/names the pictures/);
  expect(product.sent).toEqual([]);
});

test('a drive that says what its columns mean is aligned without a word about them', async () => {
  await workbench.opening.open('/known', 'drive');
  await settled();
  const { mapping } = workbench;
  product.sent.length = 0;
  const alignment = { offsetSecs: 0.25, driftPpm: 0 };
  mapping.edit({ ...mapping.draft, alignment }, 'alignment.offsetSecs');
  await settled();
  mapping.undo();
  await settled();
  mapping.edit({ ...mapping.draft, alignment, steering: steeringOf('a') }, 'a');
  await settled();
  expect(product.sent).toEqual([{ alignment }, null, { ...guess, alignment, steering: steeringOf('a') }]);
});

test('back to the guess is the guess, not something that was given', async () => {
  const { mapping } = workbench;
  mapping.use(a, 'steering');
  await settled();
  mapping.undo();
  await settled();
  expect(product.sent.at(-1)).toBeNull();
  expect([mapping.source, mapping.unsaved]).toEqual(['guessed', false]);
  mapping.redo();
  await settled();
  mapping.revert();
  await settled();
  expect(product.sent.map((sent) => sent?.steering?.column)).toEqual(['a', undefined, 'a', undefined]);
  mapping.undo();
  await settled();
  expect(mapping.draft?.steering?.column).toBe('a');
});

test('saves what was edited last, and asks before it overwrites', async () => {
  const { mapping } = workbench;
  product.fileThere = true;
  mapping.use(a, 'steering');
  expect(await mapping.save('drive')).toBe(false);
  expect(mapping.error?.code).toBe('file-changed');
  expect(await mapping.save('drive', true)).toBe(true);
  expect([mapping.source, mapping.unsaved, mapping.error]).toEqual(['file', false, null]);
  mapping.use(a, 'hidden');
  expect(await mapping.save('user', true)).toBe(true);
  expect(mapping.source).toBe('user');
});

test('a guess that is right is kept as it is', async () => {
  const { mapping } = workbench;
  expect(await mapping.save('drive')).toBe(true);
  expect(product.sent).toEqual([guess]);
  expect([mapping.source, mapping.unsaved]).toEqual(['file', false]);
});

test('a log that is not recognised is offered, explained, and opened', async () => {
  const { mapping, session } = workbench;
  mapping.open = false;
  await workbench.opening.open('/odd', 'drive');
  await mapping.offer(session.refusedDrive, session.driveError);
  expect(mapping.offered?.path).toBe('/odd');
  mapping.show();
  expect([mapping.draft, mapping.isOpen]).toEqual([{}, false]);
  mapping.use(a, 'steering');
  await settled();
  expect(product.sent).toEqual([undefined]);
  expect(session.drive?.path).toBe('/drive');
  mapping.use(bild, 'picture');
  await settled();
  expect(session.drive?.path).toBe('/odd');
  expect([mapping.isOpen, session.driveError, session.refusedDrive]).toEqual([true, null, null]);
});

test('nothing is offered for what has no columns', async () => {
  const { mapping, session } = workbench;
  session.driveError = null;
  await workbench.opening.open('/odd', 'drive');
  await mapping.offer('/nothing', session.driveError);
  expect(mapping.offered).toBeNull();
});

test('another drive takes nothing over, and says what was not saved', async () => {
  const { mapping, notices } = workbench;
  mapping.use(a, 'steering');
  await settled();
  mapping.use(a, 'time');
  await workbench.opening.open('/other', 'drive');
  await settled();
  expect(product.sent.at(-1)).toBeUndefined();
  expect(product.surveyed).toEqual(['/drive', '/other']);
  expect([mapping.draft, mapping.canUndo, mapping.survey?.path]).toEqual([guess, false, '/other']);
  expect(notices.list.map(({ message }) => message)).toEqual([expect.stringContaining('was not saved')]);
});

test('another table of the folder, and back', async () => {
  const { mapping } = workbench;
  product.tables = ['one.csv', 'two.csv'];
  await workbench.opening.open('/folder', 'drive');
  await settled();
  expect(mapping.table).toBe('one.csv');
  await mapping.chooseTable('two.csv');
  await settled();
  expect(product.sent.at(-1)).toEqual({ ...guess, table: 'two.csv' });
  mapping.undo();
  await settled();
  expect(mapping.table).toBe('one.csv');
  expect(product.surveyed.slice(-2)).toEqual(['/folder two.csv', '/folder one.csv']);
});

test('one panel is docked at a time', () => {
  const { mapping, setup } = workbench;
  setup.open = true;
  expect(mapping.open).toBe(false);
  mapping.show('steering');
  expect([setup.open, mapping.open, mapping.tab]).toEqual([false, true, 'steering']);
});
