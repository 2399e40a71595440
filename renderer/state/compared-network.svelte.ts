import type { SessionEvent } from '../../shared/session-event.ts';
import type { SessionInfo, SessionRequest } from '../../shared/session.ts';
import type { DriveMapping } from '../../shared/drive-mapping.ts';
import type { DriveColumns } from '../../shared/drive.ts';
import { methodFacts } from '../../shared/saliency-methods.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { Turns } from '../../shared/turns.ts';
import type { PictureEdits } from '../../shared/what-if.ts';
import type { ApiClient } from '../api.ts';
import type { NetworkRequest } from './ask-again.ts';
import { ComparedFrames } from './compared-frames.svelte.ts';
import { isOtherWriting } from './configuration.ts';
import type { DriveRun } from './drive-run.svelte.ts';
import { FrameFigureSeries } from './frame-figures.svelte.ts';
import { MaskPeaks } from './mask-peaks.svelte.ts';
import { RunTurn } from './run-turn.svelte.ts';
import { SessionLink } from './session-link.svelte.ts';
import { SteeringSeries } from './steering-series.svelte.ts';

/** Frames that are worked out before they are looked at. */
const prefetchFrames = 12;

/** The drive that networks are compared on, as a session is asked for it. */
export interface ComparedDrive {
  readonly drivePath: string;
  /** Null: the one kept for it, or the guess. */
  readonly mapping: DriveMapping | null;
  readonly watch: boolean;
  /** Networks are opened again as training writes them. */
  readonly followNetwork: boolean;
}

/** A further network on the drive that is open: a session of its own, with its predictions and masks. */
export class ComparedNetwork {
  readonly id: string;
  readonly request: NetworkRequest;
  /** A colour token: `var(--compared-1)`. */
  readonly colour: string;
  readonly series = new SteeringSeries();
  /** Of the mask, over the whole drive. */
  readonly figures = new FrameFigureSeries();
  readonly peaks = new MaskPeaks(this.figures, () => this.info?.method);
  readonly frames: ComparedFrames;
  readonly turn: RunTurn;
  readonly run: DriveRun;
  info = $state.raw<SessionInfo | null>(null);
  opening = $state(false);
  /** Why it is not open, or is no longer. */
  error = $state.raw<SteerscopeError | null>(null);

  readonly model = $derived(this.info?.model ?? null);
  readonly name = $derived(this.model?.name ?? nameOf(this));
  /** What the predictions depend on: two of the same predict the same. */
  readonly fingerprint = $derived(predictionFingerprint(this.info));

  readonly #api: ApiClient;
  readonly #link: SessionLink;
  /** One thing is opened at a time. */
  readonly #turns = new Turns();
  #newest = Symbol();
  #drive: ComparedDrive | null = null;
  #columns: DriveColumns | null = null;
  /** Made on the pictures that are looked at. */
  #edits: PictureEdits = [];
  #closed = false;

  constructor(api: ApiClient, id: string, colour: string, request: NetworkRequest) {
    this.#api = api;
    this.id = id;
    this.colour = colour;
    this.request = request;
    this.frames = new ComparedFrames((analysis) => {
      if (this.#edits.length > 0) return;
      this.peaks.took(analysis);
      if (!this.series.analysed[analysis.frame]) this.series.fill(analysis.frame, [analysis.predictedSteering]);
    });
    this.turn = new RunTurn(api, this.series, this.figures, () => (this.opening ? null : this.info));
    this.run = this.turn.run;
    this.#link = new SessionLink(api, {
      onEvent: (event) => this.#onEvent(event),
      onBack: () => this.frames.retry(),
      onEnd: (why) => {
        this.#forget();
        this.error = why;
      },
    });
  }

  /** Shows the frames as they would be with edits; its run is over those recorded. */
  lookEdited(edits: PictureEdits): void {
    if (edits === this.#edits) return;
    this.#edits = edits;
    if (this.info) this.#showFrom(this.info);
  }

  /** Keeps to the drive of the window: opens it where it is another one, takes what was recorded. */
  follow(drive: ComparedDrive | null, columns: DriveColumns | null): void {
    const before = this.#drive;
    this.#drive = drive;
    if (before?.drivePath !== drive?.drivePath || JSON.stringify(before?.mapping) !== JSON.stringify(drive?.mapping))
      void this.open();
    else if (drive && (before?.watch !== drive.watch || before.followNetwork !== drive.followNetwork))
      void this.#change({ watch: drive.watch, followNetwork: drive.followNetwork });
    if (columns !== this.#columns) this.#take(columns);
  }

  /** Opens the network on the drive, again where it was open. */
  open(): Promise<void> {
    const [drive, columns] = [this.#drive, this.#columns];
    const mine = (this.#newest = Symbol());
    this.opening = true;
    this.#forget();
    this.#take(columns);
    return this.#turns.run(async () => {
      if (this.#closed || mine !== this.#newest) return;
      this.error = null;
      try {
        this.#show(await this.#ask(drive ?? { drivePath: null, mapping: null }));
      } catch (thrown) {
        if (!this.#closed) this.error = SteerscopeError.from(thrown);
      }
      if (mine === this.#newest) this.opening = false;
    });
  }

  /** Resolves when it is open, or is known not to. */
  async opened(): Promise<void> {
    await this.#turns.done();
  }

  /** Lets go of its session; the product frees its memory and threads. */
  close(): void {
    this.#closed = true;
    this.frames.setSource(null);
    this.run.forget();
    this.#link.close();
  }

  /** Opens the drive in the session; in a new one where there is none, or the product has closed it. */
  #ask(drive: SessionRequest): Promise<SessionInfo> {
    return this.#link.change(drive).catch((thrown: unknown) => {
      if (SteerscopeError.from(thrown).code !== 'not-found') throw thrown;
      return this.#link.open({ ...this.request, ...drive });
    });
  }

  #show(info: SessionInfo): void {
    const { drive, steering } = info;
    this.series.comparable = !steering || !drive?.steering || steering.predictedUnit === drive.steering.unit;
    this.info = info;
    this.#showFrom(info);
  }

  #showFrom(info: SessionInfo): void {
    if (!info.drive || !info.model || this.#closed) return this.frames.setSource(null);
    const frameCount = (): number => this.info?.drive?.frameCount ?? 0;
    this.frames.setSource({
      get frameCount() {
        return frameCount();
      },
      ahead: methodFacts[info.method].isSlow ? 0 : prefetchFrames,
      analyse: (frame, signal) => this.#api.frameAnalysis(info.id, frame, signal, this.#edits),
    });
  }

  /** What was found belongs to another drive, or nothing more will be heard of it. */
  #forget(): void {
    this.info = null;
    this.frames.setSource(null);
    this.peaks.forget();
    this.turn.forget();
    this.turn.resume();
    this.#take(null);
  }

  /** What is recorded; of the same drive it only grows, and what is predicted stays. */
  #take(columns: DriveColumns | null): void {
    const frameCount = columns?.logRow.length ?? 0;
    if (columns && this.#columns) {
      this.series.grow(columns, frameCount);
      this.figures.grow(frameCount);
    } else {
      this.series.reset(columns, frameCount);
      this.figures.reset(frameCount);
    }
    this.#columns = columns;
    this.turn.frameCount = frameCount;
  }

  #onEvent(event: SessionEvent): void {
    if (event.type === 'drive-changed') void this.#readAgain(event.sameFrames);
    else if (event.type === 'network-changed') void this.#readAgain(true);
    else if (event.type.startsWith('analysis-') && 'runId' in event) this.run.take(event);
  }

  /** The session has changed by itself. @param sameFrames those of before are the first ones now. */
  #readAgain(sameFrames: boolean): Promise<void> {
    return this.#turns.run(async () => {
      if (!this.info || this.opening) return;
      try {
        this.#renew(this.info, await this.#link.read(), sameFrames);
      } catch (thrown) {
        if (SteerscopeError.from(thrown).code !== 'cancelled') this.error = SteerscopeError.from(thrown);
      }
    });
  }

  #change(request: SessionRequest): Promise<void> {
    return this.#turns
      .run(async () => {
        if (this.info) this.#renew(this.info, await this.#link.change(request), true);
      })
      .catch(() => undefined);
  }

  /** What was found stays where it is of these frames and this writing of the network. */
  #renew(before: SessionInfo, info: SessionInfo, sameFrames: boolean): void {
    if (sameFrames && !isOtherWriting(before, info)) {
      this.info = info;
      this.frames.retry();
      return;
    }
    this.turn.forget();
    this.series.forgetPredictions();
    this.figures.reset(this.turn.frameCount);
    this.peaks.forget();
    this.#show(info);
  }
}

const nameOf = ({ request }: ComparedNetwork): string => request.modelPath.split(/[\\/]/).at(-1) ?? request.modelPath;

/** Empty without a network. */
export function predictionFingerprint(info: SessionInfo | null): string {
  if (!info?.model) return '';
  const { model, networkVersion, preprocessing, steering } = info;
  return JSON.stringify([model.path, networkVersion?.stamp, preprocessing, steering]);
}
