import type { SessionInfo } from '../../shared/session.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { ApiClient } from '../api.ts';
import { DriveRun } from './drive-run.svelte.ts';
import type { FrameFigureSeries } from './frame-figures.svelte.ts';
import type { SteeringSeries } from './steering-series.svelte.ts';

/** When the run of a compared network begins and ends: one network has its turn after another. */
export class RunTurn {
  readonly run: DriveRun;
  /** Why the run came to no end. */
  error = $state.raw<SteerscopeError | null>(null);
  /** The run was ended by hand, or by what is in `error`. */
  stopped = $state(false);
  /** Frames of which there are predictions to draw: of the drive as the window has it. */
  frameCount = $state(0);

  readonly #open: () => SessionInfo | null;
  /** The frames before it are of the run, under way or ended. */
  #end = $state(0);

  /** @param open the network with its drive; null while it is not open. */
  constructor(api: ApiClient, series: SteeringSeries, figures: FrameFigureSeries, open: () => SessionInfo | null) {
    this.run = new DriveRun(api, { error: (thrown) => this.#failed(thrown) }, series, figures);
    this.#open = open;
  }

  /** Its run has frames to do. */
  readonly isWanted = $derived.by(() => {
    const info = this.#open();
    const frameCount = Math.min(this.frameCount, info?.drive?.frameCount ?? 0);
    return Boolean(info?.model) && !this.stopped && !this.run.progress && this.#end < frameCount;
  });

  /** Starts the run over the frames that are not of one yet. */
  start(): void {
    const from = this.#end;
    this.resume();
    const info = this.#open();
    if (!info?.drive) return;
    this.#end = Math.min(this.frameCount, info.drive.frameCount);
    void this.run.start(info.id, this.#end - from, from);
  }

  /** Ends the run until `resume`. */
  stop(): void {
    this.stopped = true;
    this.pause();
  }

  /** Ends the run; it is begun anew when it has its turn again. */
  pause(): void {
    void this.run.cancel();
    this.forget();
  }

  /** The run may have its turn again. */
  resume(): void {
    this.stopped = false;
    this.error = null;
  }

  /** What was found is of other frames, or nothing more will be heard of it. */
  forget(): void {
    this.run.forget();
    this.#end = 0;
  }

  #failed(thrown: unknown): void {
    this.error = SteerscopeError.from(thrown);
    this.stopped = true;
    this.#end = 0;
  }
}
