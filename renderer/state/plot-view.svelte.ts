import {
  centreOn,
  inside,
  isWhole,
  panHeight,
  panWindow,
  reveal,
  wholeDrive,
  wholeHeight,
  windowOver,
  zoomHeight,
  zoomWindow,
  type HeightWindow,
  type PlotWindow,
} from './plot-window.ts';

/** What of the plots is on show. `heights`: of the tracks whose height is zoomed, by id. */
export interface Look {
  readonly window: PlotWindow;
  readonly heights: Readonly<Record<string, HeightWindow>>;
}

/** Turns of the wheel no further apart than this are one step of the history. */
const oneGestureMs = 600;
const mostSteps = 100;

/** The part of the drive that all tracks show, and the way back to what they showed before. */
export class PlotView {
  #look = $state.raw<Look>({ window: wholeDrive(0), heights: {} });
  #back = $state.raw<readonly Look[]>([]);
  #forward = $state.raw<readonly Look[]>([]);
  /** While it plays, the window moves along. */
  follows = $state(true);

  readonly window = $derived(this.#look.window);
  readonly canGoBack = $derived(this.#back.length > 0);
  readonly canGoForward = $derived(this.#forward.length > 0);

  #frameCount = 0;
  #lastGesture = { name: '', atMs: -Infinity };

  get frameCount(): number {
    return this.#frameCount;
  }

  heightOf(track: string): HeightWindow {
    return this.#look.heights[track] ?? wholeHeight;
  }

  get isZoomed(): boolean {
    return !isWhole(this.window, this.#frameCount) || Object.keys(this.#look.heights).length > 0;
  }

  /** Another drive: all of it is shown. */
  reset(frameCount: number): void {
    this.#frameCount = frameCount;
    this.#look = { window: wholeDrive(frameCount), heights: {} };
    this.#back = [];
    this.#forward = [];
  }

  /** More (or fewer) frames of the same drive: what shows all goes on to show all. */
  resize(frameCount: number): void {
    const showsAll = isWhole(this.window, this.#frameCount);
    this.#frameCount = frameCount;
    this.#look = { ...this.#look, window: showsAll ? wholeDrive(frameCount) : inside(this.window, frameCount) };
  }

  zoom(factor: number, around: number, nowMs = performance.now()): void {
    this.#show({ window: zoomWindow(this.window, factor, around, this.#frameCount) }, 'zoom', nowMs);
  }

  pan(byFrames: number, nowMs = performance.now()): void {
    this.#show({ window: panWindow(this.window, byFrames, this.#frameCount) }, 'pan', nowMs);
  }

  /** By a share of what is shown. */
  panByShare(share: number): void {
    this.pan((this.window.max - this.window.min) * share);
  }

  /** Frames `first` to `last`, both inclusive. */
  showFrames(first: number, last: number): void {
    this.#show({ window: windowOver(first, last, this.#frameCount) }, '', 0);
  }

  fit(): void {
    this.#show({ window: wholeDrive(this.#frameCount), heights: {} }, '', 0);
  }

  /** `around`: a share of the track's full range, which stays where it is. */
  zoomHeight(track: string, factor: number, around: number, nowMs = performance.now()): void {
    const height = zoomHeight(this.heightOf(track), factor, around);
    this.#show({ heights: { ...this.#look.heights, [track]: height } }, `height of ${track}`, nowMs);
  }

  fitHeight(track: string): void {
    const { [track]: _zoomed, ...heights } = this.#look.heights;
    this.#show({ heights }, '', 0);
  }

  panHeight(track: string, byShare: number, nowMs = performance.now()): void {
    if (!(track in this.#look.heights)) return;
    const height = panHeight(this.heightOf(track), byShare);
    this.#show({ heights: { ...this.#look.heights, [track]: height } }, 'pan', nowMs);
  }

  back(): void {
    const before = this.#back.at(-1);
    if (!before) return;
    this.#back = this.#back.slice(0, -1);
    this.#forward = [...this.#forward, this.#look];
    this.#look = { ...before, window: inside(before.window, this.#frameCount) };
    this.#lastGesture = { name: '', atMs: 0 };
  }

  forward(): void {
    const next = this.#forward.at(-1);
    if (!next) return;
    this.#forward = this.#forward.slice(0, -1);
    this.#back = [...this.#back, this.#look];
    this.#look = { ...next, window: inside(next.window, this.#frameCount) };
    this.#lastGesture = { name: '', atMs: 0 };
  }

  /** Keeps the current frame in sight; no step of the history. */
  keepInSight(frame: number, playing: boolean): void {
    if (playing && !this.follows) return;
    const move = playing ? centreOn : reveal;
    const window = move(this.window, frame, this.#frameCount);
    if (window.min !== this.window.min || window.max !== this.window.max) this.#look = { ...this.#look, window };
  }

  #show(change: Partial<Look>, gesture: string, nowMs: number): void {
    const last = this.#lastGesture;
    const goesOn = gesture !== '' && gesture === last.name && nowMs - last.atMs < oneGestureMs;
    this.#lastGesture = { name: gesture, atMs: nowMs };
    if (!goesOn) this.#back = [...this.#back, this.#look].slice(-mostSteps);
    this.#forward = [];
    this.#look = { ...this.#look, ...change };
  }
}
