import type { SessionInfo } from '../../shared/session.ts';
import type { DriveRun } from './drive-run.svelte.ts';

/** The whole drive is analysed anew when nothing has been edited for so long. */
const restMs = 400;

/** Keeps the run over the whole drive up with what is open: when it starts, and from which frame. */
export class KeptUpRun {
  readonly #run: DriveRun;
  readonly #info: () => SessionInfo | null;
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  /** The frames before it are of the run, under way or ended. */
  #end = 0;

  /** @param info what is open by now. */
  constructor(run: DriveRun, info: () => SessionInfo | null) {
    this.#run = run;
    this.#info = info;
    run.onFinished = () => this.goOn();
  }

  /** Starts the run that fills the plot and the timeline. */
  async start(): Promise<void> {
    this.stopWaiting();
    const info = this.#info();
    this.#end = info?.drive?.frameCount ?? 0;
    if (info?.drive && info.model) await this.#run.start(info.id, info.drive.frameCount);
    else this.#run.forget();
  }

  /** Goes on with the frames that came since the run began, once it has come to its end. */
  goOn(): void {
    const info = this.#info();
    const frameCount = info?.drive?.frameCount ?? 0;
    if (!info?.model || this.#run.progress || frameCount <= this.#end) return;
    const from = this.#end;
    this.#end = frameCount;
    void this.#run.start(info.id, frameCount - from, from);
  }

  /** While something is edited, the frame on the screen comes before the whole drive. */
  startAfterRest(frameCount: number): void {
    this.#run.expect(frameCount);
    this.stopWaiting();
    this.#restTimer = setTimeout(() => void this.start(), restMs);
  }

  /** What waited for a rest starts no more. */
  stopWaiting(): void {
    clearTimeout(this.#restTimer);
  }
}
