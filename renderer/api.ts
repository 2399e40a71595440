import { hc } from 'hono/client';
import type { DeviceInfo, FrameAnalysis } from '../shared/analysis.ts';
import {
  frameHeader,
  type Api,
  type ExportInfo,
  type ExportRequest,
  type FitInfo,
  type FitRequest,
  type LabInfo,
  type RunInfo,
  type SaveMappingRequest,
  type WhatIfRequest,
} from '../shared/api.ts';
import type { FolderListing } from '../shared/folder-listing.ts';
import type { HostInfo } from '../shared/host-info.ts';
import type { SessionEvent } from '../shared/session-event.ts';
import type { SessionInfo, SessionRequest } from '../shared/session.ts';
import type { DriveSurvey } from '../shared/drive-survey.ts';
import type { DriveColumns } from '../shared/drive.ts';
import { unpackColumns, unpackFrameAnalysis, unpackMaps } from '../shared/packed-analysis.ts';
import type { LabRequest } from '../shared/lab.ts';
import type { Map2d } from '../shared/pixels.ts';
import type {
  JournalDiscard,
  JournalKey,
  JournalRequest,
  OpenedProject,
  Recent,
  RelinkRequest,
  SaveProjectRequest,
  SavedProject,
  WindowJournal,
} from '../shared/project.ts';
import { SteerscopeError, type WireError } from '../shared/steerscope-error.ts';
import type { PictureEdits } from '../shared/what-if.ts';
import { readServerSentEvents } from './server-sent-events.ts';

type Fetch = typeof fetch;
/** As much of a reply as the client reads; Hono's typed responses and plain ones both fit. */
interface Reply {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | null;
  json(): Promise<unknown>;
  blob(): Promise<Blob>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

const unreachable = (cause: unknown): SteerscopeError =>
  new SteerscopeError(
    'unreachable',
    'Steerscope does not answer any more.',
    'Check that it still runs where you started it.',
    { cause },
  );

async function refused(reply: Reply): Promise<SteerscopeError> {
  const body = (await reply.json().catch(() => null)) as { error?: WireError } | null;
  if (body?.error) return SteerscopeError.fromWire(body.error);
  return new SteerscopeError(
    reply.status === 401 || reply.status === 403 ? 'unauthorised' : 'internal',
    `Steerscope refused the request (status ${reply.status}).`,
    'Open the page by the address that Steerscope printed when it started.',
  );
}

/** Waits for a reply and turns every way of failing into a SteerscopeError. */
async function answered<SomeReply extends Reply>(request: Promise<SomeReply>): Promise<SomeReply> {
  const reply = await request.catch((thrown: unknown) => {
    throw thrown instanceof TypeError ? unreachable(thrown) : SteerscopeError.from(thrown);
  });
  if (!reply.ok) throw await refused(reply);
  return reply;
}

/** The product, as the page calls it. Every method throws SteerscopeError only; an abort is the code `cancelled`. */
export class ApiClient {
  readonly #client;
  readonly #fetch: Fetch;

  constructor(fetchFunction: Fetch = (...request) => fetch(...request)) {
    this.#fetch = fetchFunction;
    this.#client = hc<Api>('/', { fetch: fetchFunction }).api;
  }

  async host(): Promise<HostInfo> {
    return (await answered(this.#client.host.$get())).json();
  }

  /** The engines and devices of the machine that Steerscope runs on, those that are missing with the reason. */
  async devices(signal: AbortSignal): Promise<readonly DeviceInfo[]> {
    return (await (await answered(this.#client.devices.$get({}, { init: { signal } }))).json()).devices;
  }

  async listFolder(path: string, signal: AbortSignal): Promise<FolderListing> {
    return (await answered(this.#client.folder.$get({ query: { path } }, { init: { signal } }))).json();
  }

  async project(path: string): Promise<OpenedProject> {
    return (await answered(this.#client.project.$get({ query: { path } }))).json();
  }

  /** Refuses with `file-changed` where another file is there than the one seen, unless told to overwrite. */
  async saveProject(request: SaveProjectRequest): Promise<SavedProject> {
    return (await answered(this.#client.project.$put({ json: request }))).json();
  }

  async relink(request: RelinkRequest): Promise<readonly { from: string; to: string }[]> {
    return (await (await answered(this.#client.project.relink.$post({ json: request }))).json()).moved;
  }

  async journals(key: JournalKey): Promise<readonly WindowJournal[]> {
    return (await (await answered(this.#client.journal.$get({ query: key }))).json()).journals;
  }

  /** @param leaving the page is going away. @returns whether it is kept. */
  async keepJournal(request: JournalRequest, leaving: boolean): Promise<boolean> {
    const call = this.#client.journal.$put({ json: request }, { init: { keepalive: leaving } });
    return (await (await answered(call)).json()).kept;
  }

  async discardJournal(discarded: JournalDiscard): Promise<void> {
    await answered(this.#client.journal.$delete({ query: discarded }));
  }

  async recents(): Promise<readonly Recent[]> {
    return (await (await answered(this.#client.recents.$get())).json()).recents;
  }

  /** @param path null: all. */
  async forgetRecents(path: string | null): Promise<readonly Recent[]> {
    const call = this.#client.recents.$delete({ query: path === null ? {} : { path } });
    return (await (await answered(call)).json()).recents;
  }

  /** Never cut off: nobody would know the session that it leaves behind. */
  async openSession(request: SessionRequest): Promise<SessionInfo> {
    return (await answered(this.#client.sessions.$post({ json: request }))).json();
  }

  /** How a session stands. */
  async session(session: string, signal: AbortSignal): Promise<SessionInfo> {
    return (await answered(this.#session.$get({ param: { session } }, { init: { signal } }))).json();
  }

  async changeSession(session: string, request: SessionRequest, signal: AbortSignal): Promise<SessionInfo> {
    const call = this.#session.$patch({ param: { session }, json: request }, { init: { signal } });
    return (await answered(call)).json();
  }

  /** Lets go of a session; also works while the page is going away. */
  async closeSession(session: string): Promise<void> {
    await answered(this.#session.$delete({ param: { session } }, { init: { keepalive: true } }));
  }

  async columns(session: string, signal: AbortSignal): Promise<DriveColumns> {
    const reply = await answered(this.#session.columns.$get({ param: { session } }, { init: { signal } }));
    return unpackColumns(await this.#bytes(reply));
  }

  /** The picture as recorded, still encoded. */
  async frameImage(session: string, frame: number, signal: AbortSignal): Promise<Blob> {
    const param = { session, frame: String(frame) };
    const call = this.#session.frames[':frame'].image.$get({ param, query: {} }, { init: { signal } });
    return (await answered(call)).blob().catch(rethrow);
  }

  /** What is there at once of the nearest frame, to look at until the frame itself is there; perhaps smaller. */
  async nearImage(session: string, frame: number, signal: AbortSignal): Promise<{ frame: number; encoded: Blob }> {
    const param = { session, frame: String(frame) };
    const call = this.#session.frames[':frame'].image.$get({ param, query: { near: '1' } }, { init: { signal } });
    const reply = await answered(call);
    const said = reply.headers.get(frameHeader);
    return { frame: said === null ? Number.NaN : Number(said), encoded: await reply.blob().catch(rethrow) };
  }

  /** The picture that the network sees, with edits. */
  async editedImage(session: string, frame: number, edits: PictureEdits, signal: AbortSignal): Promise<Blob> {
    const asked = { param: { session, frame: String(frame) }, json: { edits: [...edits] } };
    return (await answered(this.#session.frames[':frame'].image.$post(asked, { init: { signal } })))
      .blob()
      .catch(rethrow);
  }

  /** @param edits made on the picture before. */
  async frameAnalysis(
    session: string,
    frame: number,
    signal: AbortSignal,
    edits: PictureEdits = [],
  ): Promise<FrameAnalysis> {
    const { analysis } = this.#session.frames[':frame'];
    const param = { session, frame: String(frame) };
    const call =
      edits.length === 0
        ? analysis.$get({ param }, { init: { signal } })
        : analysis.$post({ param, json: { edits: [...edits] } }, { init: { signal } });
    return unpackFrameAnalysis(await this.#bytes(await answered(call)));
  }

  /** The network's input for a frame, one map a channel, its values as the network is given them. */
  async networkInput(session: string, frame: number, signal: AbortSignal, edits: PictureEdits = []): Promise<Map2d[]> {
    const { input } = this.#session.frames[':frame'];
    const param = { session, frame: String(frame) };
    const call =
      edits.length === 0
        ? input.$get({ param }, { init: { signal } })
        : input.$post({ param, json: { edits: [...edits] } }, { init: { signal } });
    return unpackMaps(await this.#bytes(await answered(call)));
  }

  /** Every channel of one stage of `ModelInfo.stages`. */
  async stageChannels(
    session: string,
    frame: number,
    stage: number,
    signal: AbortSignal,
    edits: PictureEdits = [],
  ): Promise<Map2d[]> {
    const { channels } = this.#session.frames[':frame'].stages[':stage'];
    const param = { session, frame: String(frame), stage: String(stage) };
    const call =
      edits.length === 0
        ? channels.$get({ param }, { init: { signal } })
        : channels.$post({ param, json: { edits: [...edits] } }, { init: { signal } });
    return unpackMaps(await this.#bytes(await answered(call)));
  }

  /** Starts the run over the whole drive; what it finds comes as events. */
  async startAnalysis(session: string, from = 0): Promise<RunInfo> {
    return (await answered(this.#session.analysis.$post({ param: { session }, json: { from } }))).json();
  }

  async cancelAnalysis(session: string): Promise<void> {
    await answered(this.#session.analysis.$delete({ param: { session } }));
  }

  /** Starts the predictions of edited pictures over a range; they come as events. */
  async startWhatIf(session: string, request: WhatIfRequest): Promise<RunInfo> {
    return (await answered(this.#session['what-if'].$post({ param: { session }, json: request }))).json();
  }

  async cancelWhatIf(session: string): Promise<void> {
    await answered(this.#session['what-if'].$delete({ param: { session } }));
  }

  /** Starts the search for the preprocessing; what it finds comes as events. */
  async startFit(session: string, request: FitRequest = {}): Promise<FitInfo> {
    return (await answered(this.#session.fit.$post({ param: { session }, json: request }))).json();
  }

  async cancelFit(session: string): Promise<void> {
    await answered(this.#session.fit.$delete({ param: { session } }));
  }

  /** Starts an experiment of the lab; what it finds comes as events. */
  async startLab(session: string, request: LabRequest): Promise<LabInfo> {
    return (await answered(this.#session.lab.$post({ param: { session }, json: request }))).json();
  }

  async cancelLab(session: string): Promise<void> {
    await answered(this.#session.lab.$delete({ param: { session } }));
  }

  /** Saves the preprocessing in use beside the network; refuses with `file-changed` unless told to overwrite. */
  async savePreprocessing(session: string, overwrite: boolean): Promise<SessionInfo> {
    return (await answered(this.#session.preprocessing.file.$put({ param: { session }, json: { overwrite } }))).json();
  }

  /** What a log holds and what it is taken for. @param table of a folder with several. */
  async driveSurvey(path: string, table: string | undefined, signal: AbortSignal): Promise<DriveSurvey> {
    const call = this.#client['drive-survey'].$get({ query: { path, table } }, { init: { signal } });
    return (await answered(call)).json();
  }

  /** Saves what is said of the drive's columns; refuses with `file-changed` unless told to overwrite. */
  async saveMapping(session: string, where: SaveMappingRequest['where'], overwrite: boolean): Promise<SessionInfo> {
    return (await answered(this.#session.mapping.file.$put({ param: { session }, json: { where, overwrite } }))).json();
  }

  async startExport(session: string, request: ExportRequest): Promise<ExportInfo> {
    return (await answered(this.#session.exports.$post({ param: { session }, json: request }))).json();
  }

  async cancelExport(session: string, exportId: string): Promise<void> {
    await answered(this.#session.exports[':exportId'].$delete({ param: { session, exportId } }));
  }

  /** Address of a finished clip, relative to the page. */
  exportFileUrl(session: string, exportId: string): string {
    return `/api/sessions/${session}/exports/${exportId}/file`;
  }

  /** Connects; gives the events of that connection, until it ends or `signal` aborts. */
  async events(session: string, signal: AbortSignal): Promise<AsyncIterable<SessionEvent>> {
    const url = `/api/sessions/${session}/events`;
    const reply = await answered(this.#fetch(url, { headers: { accept: 'text/event-stream' }, signal }));
    if (!reply.body) throw unreachable(null);
    return sessionEvents(reply.body);
  }

  get #session() {
    return this.#client.sessions[':session'];
  }

  #bytes(reply: Reply): Promise<ArrayBuffer> {
    return reply.arrayBuffer().catch(rethrow);
  }
}

async function* sessionEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<SessionEvent> {
  for await (const data of readServerSentEvents(body)) yield JSON.parse(data) as SessionEvent;
}

function rethrow(thrown: unknown): never {
  throw SteerscopeError.from(thrown);
}
