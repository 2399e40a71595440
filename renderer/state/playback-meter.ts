/** How playing keeps up; rates are of the last second. */
export interface PlaybackFigures {
  readonly shownPerSec: number;
  /** What the drive's time and the speed ask for. */
  readonly duePerSec: number;
  /** How often the screen could have changed. */
  readonly screenPerSec: number;
  /** Since playing began: frames that came onto the screen, and frames whose time came and went without. */
  readonly shown: number;
  readonly dropped: number;
}

const windowMs = 1000;
/** A standstill as long as this counts in the rates while it lasts. */
const standstillMs = 500;

/** Counts the frames that playing shows, and honestly those that it does not. */
export class PlaybackMeter {
  #screenMs: number[] = [];
  #shownMs: number[] = [];
  /** Frames dropped just before each of `#shownMs`. */
  #droppedBefore: number[] = [];
  #shown = 0;
  #dropped = 0;

  begin(): void {
    this.#screenMs = [];
    this.#shownMs = [];
    this.#droppedBefore = [];
    this.#shown = 0;
    this.#dropped = 0;
  }

  /** One animation frame. */
  ticked(nowMs: number): void {
    this.#screenMs.push(nowMs);
    while ((this.#screenMs[0] ?? nowMs) < nowMs - windowMs) this.#screenMs.shift();
    while ((this.#shownMs[0] ?? nowMs) < nowMs - windowMs) {
      this.#shownMs.shift();
      this.#droppedBefore.shift();
    }
  }

  /** A frame is on the screen; `dropped` frames between it and the one before were due. */
  showed(nowMs: number, dropped: number): void {
    this.#shownMs.push(nowMs);
    this.#droppedBefore.push(dropped);
    this.#shown += 1;
    this.#dropped += dropped;
  }

  figures(nowMs: number): PlaybackFigures {
    const shown = this.#shownMs.length - 1;
    // What was dropped before the first lies before the time that is looked at.
    const dropped = this.#droppedBefore.slice(1).reduce((sum, count) => sum + count, 0);
    const lastMs = this.#shownMs.at(-1) ?? nowMs;
    const spanMs = (nowMs - lastMs > standstillMs ? nowMs : lastMs) - (this.#shownMs[0] ?? nowMs);
    const screenMs = nowMs - (this.#screenMs[0] ?? nowMs);
    return {
      shownPerSec: perSec(shown, spanMs),
      duePerSec: perSec(shown + dropped, spanMs),
      screenPerSec: perSec(this.#screenMs.length - 1, screenMs),
      shown: this.#shown,
      dropped: this.#dropped,
    };
  }
}

const perSec = (count: number, spanMs: number): number => (spanMs > 0 ? (count * 1000) / spanMs : 0);
