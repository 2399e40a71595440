import type { Worker } from 'node:worker_threads';
import type { FrameAnalysis } from '../../shared/analysis.ts';
import type { SaveMappingRequest } from '../../shared/api.ts';
import type { SessionState } from '../../shared/session.ts';
import type { DriveColumns } from '../../shared/drive.ts';
import type { FrameExperiment } from '../../shared/lab.ts';
import type { FrameOutcome } from '../../shared/lab-findings.ts';
import type { Map2d } from '../../shared/pixels.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { PictureEdits } from '../../shared/what-if.ts';
import type {
  AnalysedFrame,
  AnalyseOptions,
  AnalysisSession,
  Cancellable,
  DriveChange,
  EditedOptions,
  EncodedFrameOptions,
  LocatedFrame,
  RecordedPicture,
  SessionChanges,
} from './analysis-session.ts';
import { LatestOnly } from './latest-only.ts';
import type { CallName, WorkerCalls } from './messages.ts';
import { refuseCancelled } from './refuse-cancelled.ts';
import type { OpenSessionOptions } from './session.ts';
import { mergeChanges, nothingAsked, type Asked } from './session-changes.ts';
import { sessionClosed, startWorker, WorkerThread } from './worker-thread.ts';

const nothingOpen: SessionState = {
  drive: null,
  driveReading: 'whole',
  model: null,
  networkVersion: null,
  engine: null,
  asked: { engine: nothingAsked.engine, device: nothingAsked.device },
  preprocessing: null,
  preprocessingSource: null,
  preprocessingFile: null,
  steering: null,
  pooling: nothingAsked.pooling,
  method: nothingAsked.method,
  problems: [],
};

/** Opens a session in a worker thread of its own. @throws SteerscopeError whatever keeps it from opening. */
export async function openAnalysisClient(
  options: OpenSessionOptions,
  { signal }: Cancellable = {},
  start: () => Worker = startWorker,
): Promise<AnalysisClient> {
  const { threads, ...changes } = options;
  const client = new AnalysisClient(threads, start);
  try {
    await client.change(changes, { signal });
    refuseCancelled(signal);
    return client;
  } catch (thrown) {
    await client.dispose();
    throw thrown;
  }
}

/**
 * An AnalysisSession whose work happens in a worker thread. When the thread dies, what it was doing fails with
 * `worker-failed`, and the next call starts a new one with the same drive and network. Of single frames asked for
 * while one is being analysed, only the newest is.
 */
export class AnalysisClient implements AnalysisSession {
  readonly #threads: number | undefined;
  readonly #startWorker: () => Worker;
  readonly #singleFrames = new LatestOnly();
  #thread: Promise<WorkerThread> | null = null;
  #restart: Promise<WorkerThread> | null = null;
  #asked: Asked = nothingAsked;
  #state: SessionState = nothingOpen;
  #closed = false;

  /** Called when there is more of the drive, or it cannot be followed any further. */
  onDriveChanged: (change: DriveChange) => void = () => undefined;
  /** Called when the network was written anew and opened again, or could not be; `state` says which. */
  onNetworkChanged: () => void = () => undefined;

  constructor(threads?: number, start: () => Worker = startWorker) {
    this.#threads = threads;
    this.#startWorker = start;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** What the session was asked to open: enough to open another like it. */
  get asked(): Asked {
    return this.#asked;
  }

  columns({ signal }: Cancellable = {}): Promise<DriveColumns> {
    return this.#call('columns', null, signal);
  }

  locateFrames(from: number, to: number, { signal }: Cancellable = {}): Promise<readonly LocatedFrame[]> {
    return this.#call('locateFrames', { from, to }, signal);
  }

  encodedFrame(
    frame: number,
    camera: string | null,
    { signal, near = false }: EncodedFrameOptions = {},
  ): Promise<RecordedPicture> {
    return this.#call('encodedFrame', { frame, camera, near }, signal);
  }

  editedFrame(frame: number, edits: PictureEdits, { signal }: Cancellable = {}): Promise<RecordedPicture> {
    return this.#call('editedFrame', { frame, edits }, signal);
  }

  analyseFrame(frame: number, { signal, edits }: EditedOptions = {}): Promise<FrameAnalysis> {
    return this.#singleFrames.run(() => this.#call('analyseFrame', { frame, edits }, signal), signal);
  }

  analyseFrames(
    frames: readonly number[],
    { signal, saliency = true, figures = false, method, edits }: AnalyseOptions = {},
  ): Promise<readonly AnalysedFrame[]> {
    return this.#call('analyseFrames', { frames, saliency, figures, method, edits }, signal);
  }

  analyseLocations(
    frames: readonly LocatedFrame[],
    { signal, saliency = true, figures = false, method, edits }: AnalyseOptions = {},
  ): Promise<readonly AnalysedFrame[]> {
    return this.#call('analyseLocations', { frames, saliency, figures, method, edits }, signal);
  }

  tryPreprocessings(
    frames: readonly LocatedFrame[],
    preprocessings: readonly Preprocessing[],
    { signal }: Cancellable = {},
  ): Promise<readonly Float64Array[]> {
    return this.#call('tryPreprocessings', { frames, preprocessings }, signal);
  }

  experiment(frame: LocatedFrame, request: FrameExperiment, { signal }: Cancellable = {}): Promise<FrameOutcome> {
    return this.#call('experiment', { frame, request }, signal);
  }

  networkInput(frame: number, { signal, edits }: EditedOptions = {}): Promise<readonly Map2d[]> {
    return this.#call('networkInput', { frame, edits }, signal);
  }

  stageChannels(frame: number, stageIndex: number, { signal, edits }: EditedOptions = {}): Promise<readonly Map2d[]> {
    return this.#call('stageChannels', { frame, stageIndex, edits }, signal);
  }

  async change(changes: SessionChanges, { signal }: Cancellable = {}): Promise<SessionState> {
    // Its answer is awaited even when cancelled: the client must know what its thread has open.
    this.#state = await (await this.#liveThread()).call('change', changes, signal, 'await');
    this.#asked = mergeChanges(this.#asked, changes);
    return this.#state;
  }

  async savePreprocessing(overwrite: boolean): Promise<SessionState> {
    this.#state = await this.#call('savePreprocessing', { overwrite }, undefined);
    this.#asked = { ...this.#asked, preprocessing: null };
    return this.#state;
  }

  async saveMapping(request: SaveMappingRequest): Promise<SessionState> {
    this.#state = await this.#call('saveMapping', request, undefined);
    if (this.#state.drive?.mapping?.source !== 'given') this.#asked = { ...this.#asked, mapping: null };
    return this.#state;
  }

  async dispose(): Promise<void> {
    this.#closed = true;
    const thread = await this.#thread?.catch(() => null);
    this.#thread = null;
    await thread?.close();
  }

  async #call<Name extends CallName>(
    name: Name,
    argument: WorkerCalls[Name]['in'],
    signal: AbortSignal | undefined,
  ): Promise<WorkerCalls[Name]['out']> {
    return (await this.#liveThread()).call(name, argument, signal);
  }

  async #liveThread(): Promise<WorkerThread> {
    const thread = await this.#thread?.catch(() => null);
    if (this.#closed) throw sessionClosed();
    if (thread && !thread.failed) return thread;
    // Several calls may find the thread dead at once; the first starts the new one for all.
    this.#thread = this.#restart ??= this.#start().finally(() => (this.#restart = null));
    return this.#thread;
  }

  async #start(): Promise<WorkerThread> {
    const thread = new WorkerThread(
      this.#startWorker(),
      (change) => {
        this.#state = change.state;
        this.onDriveChanged(change);
      },
      (state) => {
        this.#state = state;
        if (state.preprocessingSource !== 'given') this.#asked = { ...this.#asked, preprocessing: null };
        this.onNetworkChanged();
      },
    );
    const opened = await thread
      .call('open', { threads: this.#threads ?? null, changes: this.#asked })
      .catch(async (thrown: unknown) => {
        await thread.close();
        throw thrown;
      });
    this.#state = opened;
    return thread;
  }
}
