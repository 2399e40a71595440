import type { FrameAnalysis } from '../../shared/analysis.ts';
import type { DriveMapping } from '../../shared/drive-mapping.ts';
import type { DriveColumns } from '../../shared/drive.ts';
import type { Problem } from '../../shared/problem.ts';
import type { SessionEvent } from '../../shared/session-event.ts';
import type { SessionInfo, SessionRequest } from '../../shared/session.ts';
import { haveSameShape } from '../../shared/same-network-shape.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { Turns } from '../../shared/turns.ts';
import type { PictureEdits } from '../../shared/what-if.ts';
import type { ApiClient } from '../api.ts';
import type { AnalysisLoader } from './analysis-loader.svelte.ts';
import { givenPreprocessing, sessionRequest } from './ask-again.ts';
import { isOtherWriting, misfitOf, outdatedBy, sameSteering, type Configuration } from './configuration.ts';
import { DriveRun } from './drive-run.svelte.ts';
import type { FrameFigureSeries } from './frame-figures.svelte.ts';
import { KeptUpRun } from './kept-up-run.ts';
import type { Notices } from './notices.svelte.ts';
import type { Playback } from './playback.svelte.ts';
import type { SessionJobs } from './session-jobs.ts';
import { SessionLink, type Connection } from './session-link.svelte.ts';
import { ShownDrive } from './shown-drive.svelte.ts';
import type { SteeringSeries } from './steering-series.svelte.ts';

interface SessionParts {
  readonly api: ApiClient;
  readonly notices: Notices;
  readonly playback: Playback;
  /** Told to read from another drive or network; it tells of every analysis by `took`. */
  readonly loader: AnalysisLoader;
  /** Filled by the run. */
  readonly figures: FrameFigureSeries;
  readonly jobs: SessionJobs;
}

/** What is open: the drive, the network, and what runs it. */
export class Session {
  info = $state.raw<SessionInfo | null>(null);
  readonly run: DriveRun;
  /** What is being opened now; null when nothing is. */
  opening = $state<'drive' | 'network' | null>(null);
  /** Why the last drive or network could not be opened. */
  driveError = $state.raw<SteerscopeError | null>(null);
  /** The path that `driveError` is about. */
  refusedDrive = $state<string | null>(null);
  networkError = $state.raw<SteerscopeError | null>(null);
  /**
   * Mean absolute error over the drive of the last writing of the followed network before this one whose run came to its
   * end; null without one.
   */
  errorBefore = $state.raw<number | null>(null);

  /** Of the session; stays the same while drives and networks come and go. */
  readonly id = $derived(this.info?.id ?? null);
  readonly drive = $derived(this.info?.drive ?? null);
  readonly model = $derived(this.info?.model ?? null);
  readonly engine = $derived(this.info?.engine ?? null);
  readonly problems: readonly Problem[] = $derived.by(() => [
    ...(this.info?.problems ?? []),
    ...(this.drive?.problems ?? []),
    ...(this.model?.problems ?? []),
    ...this.run.problems,
  ]);

  /** Told when a drive has been opened by its path, this one anew or another. */
  onDriveOpened: () => void = () => undefined;
  /** Told when the followed network has been written with another architecture. */
  onNetworkReplaced: () => void = () => undefined;

  readonly #parts: SessionParts;
  readonly #shown: ShownDrive;
  readonly #link: SessionLink;
  readonly #keptUp: KeptUpRun;
  /** One thing is opened at a time, so that page and product always agree on what is open. */
  readonly #turns = new Turns();
  readonly #newest = { drive: Symbol(), network: Symbol() };

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#shown = new ShownDrive(parts, () => this.info);
    this.run = new DriveRun(parts.api, parts.notices, this.#shown.series, parts.figures);
    this.#keptUp = new KeptUpRun(this.run, () => this.info);
    this.#link = new SessionLink(parts.api, {
      onEvent: (event) => this.#onEvent(event),
      onBack: () => parts.loader.retry(),
      onEnd: () => {
        this.run.forget();
        parts.jobs.lost();
      },
    });
  }

  /** How the page and the product stand. */
  get connection(): Connection {
    return this.#link.connection;
  }

  get columns(): DriveColumns | null {
    return this.#shown.columns;
  }

  get series(): SteeringSeries {
    return this.#shown.series;
  }

  /** Made on the pictures that are looked at; the run over the drive is of those recorded. */
  get edits(): PictureEdits {
    return this.#shown.edits;
  }

  /** Counts the times that the frames got other pictures: another drive, or the same read anew. */
  get picturesRevision(): number {
    return this.#shown.picturesRevision;
  }

  /** Closes the drive and the network. */
  clear(): Promise<void> {
    return this.#turns.run(async () => {
      const before = this.info;
      if (!before || (!before.drive && !before.model)) return;
      this.#keptUp.stopWaiting();
      const info = await this.#link.change({ drivePath: null, modelPath: null });
      this.run.forget();
      this.#shown.clear();
      this.info = info;
    });
  }

  /** @returns what keeps it from opening; null when it is open, or when another was asked for meanwhile. */
  async openDrive(path: string, how: Pick<SessionRequest, 'mapping' | 'watch'> = {}): Promise<SteerscopeError | null> {
    this.#refuseDrive(null, null);
    const error = await this.#open('drive', { drivePath: path, ...how });
    this.#refuseDrive(error, path);
    return error;
  }

  /**
   * Opens a drive by another meaning of its columns (null: what is kept of it, or the guess); the frame stays. What is
   * open stays as it was where that cannot be opened.
   * @returns what keeps it from opening; null also when another drive was asked for meanwhile.
   */
  remapDrive(path: string, mapping: DriveMapping | null): Promise<SteerscopeError | null> {
    const newest = this.#newest.drive;
    return this.#turns.run(async () => {
      if (newest !== this.#newest.drive) return null;
      try {
        const info = await this.#ask({ drivePath: path, mapping });
        await this.#take(info, 'remapped');
        if (info.model && info.drive) this.#keptUp.startAfterRest(info.drive.frameCount);
        else await this.analyseWholeDrive();
        this.#refuseDrive(null, null);
        return null;
      } catch (thrown) {
        return unlessCancelled(thrown);
      }
    });
  }

  /** Follows the open drive as it grows, or leaves it as it is. */
  followDrive(watch: boolean): Promise<void> {
    return this.#turns.run(async () => {
      if (!this.drive) return;
      try {
        await this.#keep(await this.#link.change({ watch }));
      } catch (thrown) {
        this.#parts.notices.error(thrown);
      }
    });
  }

  /** Opens the network again whenever its files are written anew, or leaves it as it is. */
  followNetwork(followNetwork: boolean): Promise<void> {
    return this.#turns.run(async () => {
      if (!this.model) return;
      try {
        await this.#keep(await this.#link.change({ followNetwork }));
      } catch (thrown) {
        this.#parts.notices.error(thrown);
      }
    });
  }

  /** @returns as `openDrive`. */
  async openNetwork(
    path: string,
    how: Omit<SessionRequest, 'drivePath' | 'modelPath'> = {},
  ): Promise<SteerscopeError | null> {
    this.networkError = null;
    this.networkError = await this.#open('network', { modelPath: path, ...how });
    return this.networkError;
  }

  /**
   * Changes how the open network is read and run.
   * @returns what keeps it from being changed, as it was before; null also when another network was opened meanwhile.
   */
  configure(change: Configuration): Promise<SteerscopeError | null> {
    const path = this.model?.path;
    return this.#turns.run(async () => {
      const before = this.info;
      if (!before || path === undefined || this.model?.path !== path) return null;
      try {
        const info = await this.#link.change(change);
        const misfit = misfitOf(info);
        if (misfit && !misfitOf(before)) {
          await this.#link.change({ preprocessing: givenPreprocessing(before) });
          if (this.run.progress) await this.analyseWholeDrive();
          return new SteerscopeError('input-mismatch', misfit.message, '');
        }
        if (isOtherWriting(before, info)) await this.#showWriting(before, info);
        else this.#retake(info, change);
        return null;
      } catch (thrown) {
        return unlessCancelled(thrown);
      }
    });
  }

  /** Starts the run that fills the plot and the timeline. */
  analyseWholeDrive(): Promise<void> {
    return this.#keptUp.start();
  }

  /** Opens again what was open when the product closed the session. */
  async reopen(): Promise<void> {
    await this.#turns.run(async () => {
      const before = this.info;
      if (this.connection !== 'closed' || !before) return;
      try {
        const info = await this.#link.open(sessionRequest(before));
        await this.#take(info, info.drive?.frameCount !== before.drive?.frameCount ? 'other' : 'same');
        await this.analyseWholeDrive();
      } catch (thrown) {
        this.#parts.notices.error(thrown);
      }
    });
  }

  /** Shows the frames as they would be with edits; what is on the screen stays until the new is there. */
  lookEdited(edits: PictureEdits): void {
    this.#shown.lookEdited(edits);
  }

  /** A single frame's analysis, as recorded, fills its place in the plot too. */
  took(analysis: FrameAnalysis): void {
    this.#shown.took(analysis);
  }

  /** Closes what is open; the product frees its memory and threads. */
  dispose(): void {
    this.#keptUp.stopWaiting();
    this.#link.close();
    this.info = null;
    this.#parts.loader.setSource(null);
  }

  /** Of several drives (or networks) asked for while one is being opened, only the newest is. */
  #open(kind: 'drive' | 'network', request: SessionRequest): Promise<SteerscopeError | null> {
    const mine = (this.#newest[kind] = Symbol());
    return this.#turns.run(async () => {
      if (mine !== this.#newest[kind]) return null;
      this.opening = kind;
      try {
        const info = await this.#ask(request);
        this.errorBefore = null;
        await this.#take(info, kind === 'drive' ? 'other' : 'same');
        if (kind === 'drive') this.onDriveOpened();
        await this.analyseWholeDrive();
        return null;
      } catch (thrown) {
        return unlessCancelled(thrown);
      } finally {
        this.opening = null;
      }
    });
  }

  #ask(request: SessionRequest): Promise<SessionInfo> {
    return this.info ? this.#link.change(request) : this.#link.open(request);
  }

  /** Shows what is open now. */
  async #take(info: SessionInfo, drive: 'same' | 'remapped' | 'other'): Promise<void> {
    if (drive !== 'same') this.errorBefore = null;
    const isRead = drive !== 'same' && info.drive;
    const columns = isRead ? await this.#link.columns() : null;
    const keep = this.#shown.take(info, columns, drive);
    this.info = info;
    this.#shown.show(info, keep);
  }

  /** Shows what there is of the drive by now: the frame stays, and so does what was found of frames that are the same. */
  #takeMore(sameFrames: boolean): Promise<void> {
    return this.#turns.run(async () => {
      const before = this.info;
      if (!before?.drive) return;
      try {
        const info = await this.#link.read();
        // Told of late: another drive is open by now, or nothing is new.
        if (info.drive?.path !== before.drive.path) return;
        const columns = await this.#link.columns();
        // It has grown meanwhile, and that is told too.
        if (columns.logRow.length !== info.drive.frameCount) return;
        const keeps = sameFrames && sameSteering(before, info);
        this.#shown.takeMore(info, columns, keeps);
        this.info = info;
        this.#shown.showMore(info, columns, sameFrames);
        if (isOtherWriting(before, info)) await this.#showWriting(before, info);
        else if (keeps) this.#keptUp.goOn();
        else await this.analyseWholeDrive();
        if (!keeps) this.errorBefore = null;
      } catch (thrown) {
        this.#parts.notices.error(thrown);
      }
    });
  }

  /** The network was written anew, or only a problem with that came or went. */
  #takeVersion(): Promise<void> {
    return this.#turns.run(async () => {
      const before = this.info;
      if (!before?.model) return;
      try {
        const info = await this.#link.read();
        // Told of late: another network is open by now.
        if (info.model?.path !== before.model.path) return;
        await this.#keep(info);
      } catch (thrown) {
        if (unlessCancelled(thrown)) this.#parts.notices.error(thrown);
      }
    });
  }

  /** Nothing changed but what is told of the session, unless the network was written anew meanwhile. */
  async #keep(info: SessionInfo): Promise<void> {
    const before = this.info;
    if (before && isOtherWriting(before, info)) await this.#showWriting(before, info);
    else this.info = info;
  }

  /** Shows the network as it was written anew: the frame, how it is looked at and what is edited stay. */
  async #showWriting(before: SessionInfo, info: SessionInfo): Promise<void> {
    this.errorBefore = this.series.metrics?.mae ?? this.errorBefore;
    if (before.model && info.model && haveSameShape(before.model, info.model)) {
      this.#shown.retake(info, { predictions: true, figures: true });
      this.info = info;
      this.#shown.show(info, 'shown');
    } else {
      this.onNetworkReplaced();
      await this.#take(info, 'same');
    }
    await this.analyseWholeDrive();
  }

  #refuseDrive(error: SteerscopeError | null, path: string | null): void {
    this.driveError = error;
    this.refusedDrive = error && path;
  }

  /** Shows the same network, read or run otherwise: what is on the screen stays until the new is there. */
  #retake(info: SessionInfo, change: Configuration): void {
    const outdated = outdatedBy(change);
    this.#shown.retake(info, outdated);
    if (outdated.predictions) this.errorBefore = null;
    this.info = info;
    this.#shown.show(info, 'shown');
    if (outdated.figures && info.drive) this.#keptUp.startAfterRest(info.drive.frameCount);
  }

  #onEvent(event: SessionEvent): void {
    if ('runId' in event) this.run.take(event);
    else if (event.type === 'drive-changed') void this.#takeMore(event.sameFrames);
    else if (event.type === 'network-changed') void this.#takeVersion();
    else this.#parts.jobs.take(event);
  }
}

function unlessCancelled(thrown: unknown): SteerscopeError | null {
  const error = SteerscopeError.from(thrown);
  return error.code === 'cancelled' ? null : error;
}
