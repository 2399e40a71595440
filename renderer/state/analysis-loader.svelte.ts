import type { FrameAnalysis } from '../../shared/analysis.ts';
import type { SteerscopeError } from '../../shared/steerscope-error.ts';
import { FrameStore, type FrameSource, type Part } from './frame-store.ts';
import { prefetchOrder } from './prefetch-order.ts';

const prefetchFrames = 32;
/** How often a frame is asked for again that was cancelled though it is still wanted. */
const retries = 3;
/** A picture waits this long for its mask before it is shown without. */
const maskPatienceMs = 80;

/** Fetching ahead begins after the frame has been painted, which comes first. */
const paintFirstMs = 20;

/** What is on the screen: picture and analysis always of the same frame. */
export interface ShownFrame {
  readonly frame: number;
  readonly image: ImageBitmap | null;
  readonly imageError: SteerscopeError | null;
  readonly analysis: FrameAnalysis | null;
  readonly analysisError: SteerscopeError | null;
  /** The analysis is still to come. */
  readonly pending: boolean;
}

/** What stays when the source changes: the pictures of the same drive; also what is on the screen, until the new is there. */
export type Kept = 'nothing' | 'images' | 'shown';

interface Wanted {
  readonly frame: number;
  /** Where to fetch ahead: 1 the next frames, -1 those before; 4: every fourth, when playing fast. */
  readonly step: number;
}

/** Loads frames for display: the latest request wins, near frames are fetched ahead. */
export class AnalysisLoader {
  shown = $state.raw<ShownFrame | null>(null);
  /** What was asked for is not on the screen yet. */
  loading = $state(false);

  readonly #store: FrameStore;
  #wanted: Wanted | null = null;
  /** The request that the screen has caught up with. */
  #reached: Wanted | null = null;
  #foreground: { readonly abort: AbortController; readonly sinceMs: number } | null = null;
  #loadingWanted = false;
  #fetchingAhead = false;

  readonly #onOtherSource: () => void;

  /**
   * @param onAnalysis called once for every analysis that arrives, asked for or fetched ahead.
   * @param onOtherSource called when those that arrived before count no more.
   */
  constructor(
    onAnalysis: (analysis: FrameAnalysis) => void = () => undefined,
    onOtherSource: () => void = () => undefined,
  ) {
    this.#store = new FrameStore(onAnalysis);
    this.#onOtherSource = onOtherSource;
  }

  /** How long a frame takes to arrive that is not near, in milliseconds. */
  get loadMs(): number {
    return this.#store.loadMs;
  }

  /** Take another drive or network, or the same read otherwise. */
  setSource(source: FrameSource | null, keep: Kept = 'nothing'): void {
    this.#onOtherSource();
    this.#foreground?.abort.abort();
    this.#wanted = null;
    this.#reached = null;
    this.loading = false;
    if (keep === 'nothing') this.shown = null;
    else if (keep === 'images' && this.shown)
      this.shown = { ...this.shown, analysis: null, analysisError: null, pending: source !== null };
    this.#store.setSource(source, keep !== 'nothing');
  }

  /** Whether a frame would be shown at once. */
  isNear(frame: number): boolean {
    return this.#store.held(frame) !== null;
  }

  /** Ask for a frame to be shown; `step` says which are likely to be asked for next. */
  request(frame: number, step = 1): void {
    if (!this.#store.source || this.#store.source.frameCount === 0) return;
    const wanted = { frame, step };
    this.#wanted = wanted;
    this.#store.forgetFailure(frame);
    const held = this.#store.held(frame);
    if (held) {
      this.#foreground?.abort.abort();
      this.#reach(wanted, shownFrame(frame, held.image, held.analysis));
      return;
    }
    this.loading = true;
    // A frame that is nearly there is let through, so that something moves under a scrubbing hand.
    if (this.#foreground && performance.now() - this.#foreground.sinceMs > maskPatienceMs)
      this.#foreground.abort.abort();
    if (!this.#loadingWanted) void this.#loadWanted();
  }

  /** Ask again for what is on the screen if any of it failed. */
  retry(): void {
    if (this.#wanted && (this.shown?.imageError || this.shown?.analysisError))
      this.request(this.#wanted.frame, this.#wanted.step);
  }

  /** Loads what was asked for last, until that is on the screen. */
  async #loadWanted(): Promise<void> {
    this.#loadingWanted = true;
    let failures = 0;
    while (this.#wanted && this.#wanted !== this.#reached) {
      const wanted = this.#wanted;
      const shown = await this.#load(wanted.frame);
      const isLatest = this.#wanted === wanted;
      if (isLatest && !shown && ++failures <= retries) continue;
      failures = 0;
      if (isLatest) this.#reach(wanted, shown);
      else if (shown && this.#wanted && this.#wanted !== this.#reached) this.#show(shown);
    }
    this.#loadingWanted = false;
    void this.#fetchAhead();
  }

  /** Null when it was cancelled. */
  async #load(frame: number): Promise<ShownFrame | null> {
    const abort = new AbortController();
    this.#foreground = { abort, sinceMs: performance.now() };
    const analysis = this.#store.analysis(frame, abort.signal);
    const image = await this.#store.image(frame, abort.signal);
    const first = await Promise.race([analysis, after(maskPatienceMs)]);
    if (first === 'late' && !abort.signal.aborted && image) this.#showUnfinished(frame, image);
    const part = await analysis;
    this.#foreground = null;
    const cancelled = abort.signal.aborted || image?.error?.code === 'cancelled' || part?.error?.code === 'cancelled';
    return cancelled ? null : shownFrame(frame, image, part);
  }

  #reach(wanted: Wanted, shown: ShownFrame | null): void {
    this.#reached = wanted;
    this.loading = false;
    if (shown) this.#show(shown);
    void this.#fetchAhead();
  }

  /** A frame whose mask is still to come; where an older one of the same frame is on the screen, that stays meanwhile. */
  #showUnfinished(frame: number, image: Part<ImageBitmap>): void {
    const { shown } = this;
    if (shown?.frame === frame && shown.analysis) this.shown = { ...shown, pending: true };
    else this.#show(shownFrame(frame, image, null, true));
  }

  #show(shown: ShownFrame): void {
    this.#store.onScreen = shown.image;
    this.shown = shown;
  }

  /**
   * Fetches near frames one after another: the product analyses one frame at a time and lets one wait, and that place is
   * for what is wanted. What has begun is finished, since a cancelled analysis is work thrown away.
   */
  async #fetchAhead(): Promise<void> {
    if (this.#fetchingAhead) return;
    this.#fetchingAhead = true;
    await after(paintFirstMs);
    let around: Wanted | null = null;
    let queue: number[] = [];
    while (this.#reached && this.#reached === this.#wanted && this.#store.source) {
      if (around !== this.#reached) {
        around = this.#reached;
        const count = Math.min(prefetchFrames, this.#store.roomAhead);
        queue = prefetchOrder(around.frame, this.#store.source.frameCount, around.step, count);
      }
      const next = queue.shift();
      if (next === undefined) break;
      if (!this.#store.held(next)) await this.#store.fetch(next);
    }
    this.#fetchingAhead = false;
  }
}

function shownFrame(
  frame: number,
  image: Part<ImageBitmap> | null,
  analysis: Part<FrameAnalysis> | null,
  pending = false,
): ShownFrame {
  return {
    frame,
    image: image?.value ?? null,
    imageError: image?.error ?? null,
    analysis: analysis?.value ?? null,
    analysisError: analysis?.error ?? null,
    pending,
  };
}

function after(delayMs: number): Promise<'late'> {
  return new Promise((resolve) => setTimeout(() => resolve('late'), delayMs));
}
