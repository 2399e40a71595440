import { vi } from 'vitest';
import { ApiClient } from '../../renderer/api.ts';
import { Workbench } from '../../renderer/state/workbench.svelte.ts';
import { packColumns } from '../../shared/packed-analysis.ts';
import type { JournalRequest, ProjectContents, SaveProjectRequest, WindowJournal } from '../../shared/project.ts';
import type { Problem } from '../../shared/problem.ts';
import { textsOf } from '../../shared/texts.ts';

const frameCount = 100;
/** Of each drive. */
export const image = textsOf(Array.from({ length: frameCount }, (_, frame) => `${frame}.jpg`));
export const logRow = Uint32Array.from({ length: frameCount }, (_, frame) => frame + 2);

/** A product that keeps projects and journals in memory, with drives of 100 frames. */
export class FakeProduct {
  readonly files = new Map<string, { contents: ProjectContents; fingerprint: string; problems?: Problem[] }>();
  /** The newest first. */
  readonly journals = new Map<string, readonly WindowJournal[]>();
  readonly absent = new Set<string>();
  journalsWritten = 0;
  canWrite = true;
  answers = true;
  /** Calls whose answers are held back until `answer` is called. */
  slow: RegExp | null = null;
  answer = (): void => undefined;
  whileSaving = (): void => undefined;
  #open: { drivePath?: string | null; modelPath?: string | null } = {};

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    if (!this.answers) throw new TypeError('no answer');
    const url = new URL(String(input), 'http://product');
    const method = init?.method ?? 'GET';
    const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as Record<string, never>) : {};
    if (this.slow?.test(`${method} ${url.pathname}${url.search}`))
      await new Promise<void>((resolve) => (this.answer = resolve));
    switch (`${method} ${url.pathname}`) {
      case 'GET /api/project':
        return this.#project(url.searchParams.get('path') ?? '');
      case 'PUT /api/project':
        return this.#save(body as unknown as SaveProjectRequest);
      case 'POST /api/project/relink':
        return Response.json({ moved: this.#moved(body) });
      case 'GET /api/journal':
        return Response.json({ journals: this.journals.get(keyOf(Object.fromEntries(url.searchParams))) ?? [] });
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
    const journals = this.journals.get(`project ${path}`) ?? [];
    const { drive, networks } = file.contents;
    const media = [
      drive && { kind: 'drive', path: drive.path },
      ...networks.map((one) => ({ kind: 'network', path: one.path })),
    ];
    const missing = media.filter((one) => one && this.absent.has(one.path)).map((one) => ({ ...one, candidates: [] }));
    return Response.json({ path, problems: [], ...file, missing, journals });
  }

  #keep({ key, contents, seen = null, unsaved = true, writer = '', goesOnFrom = [] }: JournalRequest): void {
    for (const version of goesOnFrom) this.#discard({ ...key, ...version, at: String(version.at) });
    this.#discard({ ...key, writer });
    const others = this.journals.get(keyOf(key)) ?? [];
    const journal = { at: Date.now(), writer, seen, unsaved, contents: contents as ProjectContents, problems: [] };
    this.journals.set(keyOf(key), [journal, ...others]);
  }

  #discard({ writer, at, ...key }: { kind?: string; path?: string; writer?: string; at?: string }): void {
    const left = this.journals
      .get(keyOf(key))
      ?.filter((one) => one.writer !== writer || (at !== undefined && one.at !== Number(at)));
    if (left?.length) this.journals.set(keyOf(key), left);
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

/** Windows on one product. Set up fake timers before; `close` is for the end of a test. */
export class FakeWindows {
  readonly product = new FakeProduct();
  readonly #opened: Workbench[] = [];

  open(): Workbench {
    const window = new Workbench(new ApiClient(this.product.fetch), null);
    this.#opened.push(window);
    return window;
  }

  close(): void {
    for (const window of this.#opened) window.session.dispose();
  }
}

/** As the window's effect does, and long enough for what it brings about. */
export async function pass(window: Workbench): Promise<void> {
  window.project.observe();
  await vi.advanceTimersByTimeAsync(1500);
}

export const noticesOf = (window: Workbench): string[] => window.notices.list.map(({ message }) => message);

/** @throws where it does not open. */
export async function openDrive(window: Workbench, path = '/a/drive'): Promise<void> {
  const error = await window.opening.open(path, 'drive');
  if (error) throw error;
  await pass(window);
}

/** Where `saveProject` saves. */
export const projectPath = '/a/p.steerscope';

/** A drive, a network, a bookmark at frame 40 and a colour map, saved. @throws where it cannot be. */
export async function saveProject(window: Workbench): Promise<void> {
  await openDrive(window);
  const refused = await window.opening.open('/a/net.h5', 'network');
  if (refused) throw refused;
  window.playback.seek(40);
  window.bookmark('frame');
  window.view.colourMap = 'turbo';
  const error = await window.project.save(projectPath, false);
  if (error) throw error;
  await pass(window);
}
