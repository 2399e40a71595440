import type { FrameAnalysis } from '../../shared/analysis.ts';
import type { HostInfo, SessionEvent, SessionInfo, SessionRequest } from '../../shared/api.ts';
import type { DriveColumns } from '../../shared/drive.ts';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { ApiClient } from '../api.ts';
import type { AnalysisLoader } from './analysis-loader.svelte.ts';
import { followEvents } from './event-stream.ts';
import type { Notices } from './notices.svelte.ts';
import type { Playback } from './playback.svelte.ts';
import { SteeringSeries } from './steering-series.svelte.ts';

export interface RunProgress {
  readonly done: number;
  readonly total: number;
  readonly framesPerSec: number;
}

interface SessionParts {
  readonly api: ApiClient;
  readonly notices: Notices;
  readonly playback: Playback;
  /** Told to read from another drive or network; it tells of every analysis by `took`. */
  readonly loader: AnalysisLoader;
  /** Events that are not about the analysis of this session. */
  onExportEvent(event: SessionEvent): void;
}

/** What is open: the drive, the network, what runs it, and the run over the whole drive. */
export class Session {
  host = $state.raw<HostInfo | null>(null);
  info = $state.raw<SessionInfo | null>(null);
  columns = $state.raw<DriveColumns | null>(null);
  readonly series = new SteeringSeries();
  /** What is being opened now: `Opening drive …`; null when nothing is. */
  opening = $state<'drive' | 'network' | null>(null);
  /** Why the last thing asked for did not open; the window shows it where the thing would be. */
  driveError = $state.raw<SteerscopeError | null>(null);
  networkError = $state.raw<SteerscopeError | null>(null);
  /** The run over the whole drive; null when none is under way. */
  run = $state.raw<RunProgress | null>(null);
  runError = $state.raw<SteerscopeError | null>(null);
  runProblems = $state.raw<readonly Problem[]>([]);
  connected = $state(true);

  readonly drive = $derived(this.info?.drive ?? null);
  readonly model = $derived(this.info?.model ?? null);
  readonly engine = $derived(this.info?.engine ?? null);
  readonly problems: readonly Problem[] = $derived([
    ...(this.info?.problems ?? []),
    ...(this.drive?.problems ?? []),
    ...(this.model?.problems ?? []),
    ...this.runProblems,
  ]);

  readonly #parts: SessionParts;
  #opening = new AbortController();
  #events = new AbortController();

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** Ask the host what to open first, and open it: the drive, so that there is a picture, then the network. */
  async start(): Promise<void> {
    try {
      this.host = await this.#parts.api.host();
    } catch (thrown) {
      this.driveError = SteerscopeError.from(thrown);
      return;
    }
    const { drivePath, modelPath, ...how } = this.host.initial;
    if (drivePath) await this.openDrive(drivePath);
    if (modelPath) await this.openNetwork(modelPath, how);
  }

  async openDrive(path: string): Promise<boolean> {
    this.opening = 'drive';
    this.driveError = null;
    try {
      const signal = this.#nextOpening();
      const info = await this.#change({ drivePath: path }, signal);
      if (!info.drive) return false;
      const columns = await this.#parts.api.columns(info.id, signal);
      this.info = info;
      this.columns = columns;
      this.series.reset(columns, info.drive.frameCount);
      this.#parts.playback.reset(info.drive.frameCount, columns.timeSecs);
      this.#showFrom(info, false);
      await this.analyseWholeDrive();
      return true;
    } catch (thrown) {
      this.driveError = this.#failed(thrown, this.drive !== null);
      return false;
    } finally {
      this.opening = null;
    }
  }

  async openNetwork(path: string, how: Pick<SessionRequest, 'engine' | 'preprocessing'> = {}): Promise<boolean> {
    this.opening = 'network';
    this.networkError = null;
    try {
      const info = await this.#change({ modelPath: path, ...how }, this.#nextOpening());
      this.info = info;
      this.series.forgetPredictions();
      this.#showFrom(info, true);
      await this.analyseWholeDrive();
      return true;
    } catch (thrown) {
      this.networkError = this.#failed(thrown, this.model !== null);
      return false;
    } finally {
      this.opening = null;
    }
  }

  /** Starts the run that fills the plot and the timeline; its findings come as events. */
  async analyseWholeDrive(): Promise<void> {
    this.runError = null;
    this.runProblems = [];
    if (!this.info?.drive || !this.info.model) {
      this.run = null;
      return;
    }
    this.run = { done: 0, total: this.info.drive.frameCount, framesPerSec: 0 };
    try {
      await this.#parts.api.startAnalysis(this.info.id);
    } catch (thrown) {
      this.run = null;
      this.runError = SteerscopeError.from(thrown);
      this.#parts.notices.error(thrown);
    }
  }

  async cancelRun(): Promise<void> {
    if (!this.info || !this.run) return;
    await this.#parts.api.cancelAnalysis(this.info.id).catch((thrown: unknown) => this.#parts.notices.error(thrown));
  }

  /** A single frame's analysis fills its place in the plot too. */
  took(analysis: FrameAnalysis): void {
    if (!this.series.analysed[analysis.frame]) this.series.fill(analysis.frame, [analysis.predictedSteering]);
  }

  /** Closes what is open; the product frees its memory and threads. */
  dispose(): void {
    if (this.info) void this.#parts.api.closeSession(this.info.id).catch(() => undefined);
    this.info = null;
    this.#opening.abort();
    this.#events.abort();
    this.#parts.loader.setSource(null);
  }

  #nextOpening(): AbortSignal {
    this.#opening.abort();
    this.#opening = new AbortController();
    return this.#opening.signal;
  }

  async #change(request: SessionRequest, signal: AbortSignal): Promise<SessionInfo> {
    const { api } = this.#parts;
    if (this.info) return api.changeSession(this.info.id, request, signal);
    const info = await api.openSession(request, signal);
    this.#follow(info.id);
    return info;
  }

  #showFrom({ id, drive, model }: SessionInfo, keepImages: boolean): void {
    const { api, loader, playback } = this.#parts;
    if (!drive) return loader.setSource(null);
    loader.setSource(
      {
        frameCount: drive.frameCount,
        image: async (frame, signal) => decodePicture(await api.frameImage(id, frame, signal), frame),
        analysis: model && ((frame, signal) => api.frameAnalysis(id, frame, signal)),
      },
      keepImages,
    );
    loader.request(playback.frame);
  }

  /** A notice only where something is open already: else the empty panel says it. */
  #failed(thrown: unknown, isOpen: boolean): SteerscopeError | null {
    const error = SteerscopeError.from(thrown);
    if (error.code === 'cancelled') return null;
    if (isOpen) this.#parts.notices.error(error);
    return error;
  }

  #follow(id: string): void {
    this.#events.abort();
    this.#events = new AbortController();
    const { signal } = this.#events;
    void followEvents({
      connect: () => this.#parts.api.events(id, signal),
      onEvent: (event) => this.#onEvent(event),
      onConnected: (connected) => (this.connected = connected),
      signal,
    });
  }

  #onEvent(event: SessionEvent): void {
    switch (event.type) {
      case 'analysis-progress':
        this.series.fill(event.first, event.predictedSteering);
        this.run = { done: event.done, total: event.total, framesPerSec: event.framesPerSec };
        break;
      case 'analysis-finished':
        this.run = null;
        this.series.metrics = event.cancelled ? null : event.metrics;
        this.runProblems = event.problems;
        break;
      case 'analysis-failed':
        this.run = null;
        this.runError = SteerscopeError.fromWire(event.error);
        this.#parts.notices.error(this.runError);
        break;
      default:
        this.#parts.onExportEvent(event);
    }
  }
}

async function decodePicture(encoded: Blob, frame: number): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(encoded, { colorSpaceConversion: 'none' });
  } catch (cause) {
    throw new SteerscopeError(
      'image-not-decodable',
      `The picture of frame ${frame} does not decode.`,
      'Step on to the next frame; the problems list names all that are damaged.',
      { cause },
    );
  }
}
