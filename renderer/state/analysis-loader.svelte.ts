import type { FrameAnalysis } from '../../shared/analysis.ts';
import { Drafts, type Draft } from './drafts.ts';
import { FrameStore, type FrameSource, type Kept, type Part } from './frame-store.ts';
import { paintFirstMs, prefetchOrder } from './prefetch-order.ts';
import { Screen, shownFrame, type ShownFrame } from './screen.svelte.ts';

const prefetchFrames = 32;
/** How often a frame is asked for again that was cancelled though it is still wanted. */
const retries = 3;
/** A picture waits this long for its mask before it is shown without. */
const maskPatienceMs = 80;

/** While the screen is at most so many frames off, what is wanted is waited for. */
const nearEnoughFrames = 8;

interface Wanted {
  readonly frame: number;
  /** Where to fetch ahead: 1 the next frames, -1 those before; 4: every fourth, when playing fast. */
  readonly step: number;
}

/** Loads frames for display: the latest request wins, near frames are fetched ahead. */
export class AnalysisLoader {
  /** What was asked for is not on the screen yet. */
  loading = $state(false);
  /** Counts changes of `heldFrames`: read it to be told. */
  heldRevision = $state(0);

  readonly #store: FrameStore;
  readonly #screen = new Screen();
  #wanted: Wanted | null = null;
  /** The request that the screen has caught up with. */
  #reached: Wanted | null = null;
  #foreground: { readonly abort: AbortController; readonly sinceMs: number } | null = null;
  #loadingWanted = false;
  #fetchingAhead = false;
  readonly #drafts = new Drafts({
    wanted: () => this.#farWanted(),
    fetch: (frame) => this.#store.draft(frame),
    show: (draft) => this.#showDraft(draft),
  });
  readonly #onOtherSource: () => void;

  /**
   * @param onAnalysis called once for every analysis that arrives, asked for or fetched ahead.
   * @param onOtherSource called when those that arrived before count no more; not for the same frames with edits.
   */
  constructor(
    onAnalysis: (analysis: FrameAnalysis) => void = () => undefined,
    onOtherSource: () => void = () => undefined,
  ) {
    this.#store = new FrameStore(onAnalysis);
    this.#store.onHeld = () => (this.heldRevision += 1);
    this.#onOtherSource = onOtherSource;
  }

  get shown(): ShownFrame | null {
    return this.#screen.shown;
  }

  /** The frame shown as recorded, or last so while a draft is on the screen. */
  get settledFrame(): number | null {
    return this.#screen.settledFrame;
  }

  /** How long a frame takes to arrive that is not near, in milliseconds. */
  get loadMs(): number {
    return this.#store.loadMs;
  }

  /** Take another drive or network, or the same read otherwise. */
  setSource(source: FrameSource | null, keep: Kept = 'nothing'): void {
    if (keep !== 'screen') this.#onOtherSource();
    this.#foreground?.abort.abort();
    this.#wanted = null;
    this.#reached = null;
    this.loading = false;
    this.#drafts.catchUp();
    if (keep === 'nothing') this.#show(null);
    else if (keep === 'images') this.#screen.forgetAnalysis(source !== null);
    this.#store.setSource(source, keep);
  }

  /** Whether a frame would be shown at once. */
  isNear(frame: number): boolean {
    return this.#store.held(frame) !== null;
  }

  /** The frames that would be shown at once, ascending. */
  heldFrames(): number[] {
    return this.#store.heldFrames();
  }

  /** While frames go by, analyses that take long are left out; the frame that it stops at gets its own. */
  setPlaying(playing: boolean): void {
    if (playing === this.#store.playing) return;
    this.#store.playing = playing;
    if (!playing && this.#wanted && this.#store.source?.analysisIsSlow)
      this.request(this.#wanted.frame, this.#wanted.step);
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
    this.#drafts.fallBehind();
    // A frame that is nearly there is let through, so that something moves under a scrubbing hand.
    if (this.#foreground && performance.now() - this.#foreground.sinceMs >= this.#patienceMs)
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
      else if (shown && this.#wanted && this.#wanted !== this.#reached) this.#showOnTheWay(shown);
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
    const first = await Promise.race([analysis, after(this.#patienceMs)]);
    if (first === 'late' && !abort.signal.aborted && image) this.#showUnfinished(frame, image);
    const part = await analysis;
    this.#foreground = null;
    const cancelled = abort.signal.aborted || image?.error?.code === 'cancelled' || part?.error?.code === 'cancelled';
    return cancelled ? null : shownFrame(frame, image, part);
  }

  #reach(wanted: Wanted, shown: ShownFrame | null): void {
    this.#reached = wanted;
    this.loading = false;
    this.#drafts.catchUp();
    if (shown) this.#show(shown);
    void this.#fetchAhead();
  }

  /** A frame whose mask is still to come; where an older one of the same frame is on the screen, that stays meanwhile. */
  #showUnfinished(frame: number, image: Part<ImageBitmap>): void {
    const { shown } = this;
    if (shown?.frame === frame && shown.analysis) this.#screen.show({ ...shown, pending: true });
    else this.#showOnTheWay(shownFrame(frame, image, null, true));
  }

  /** What was asked for before; it does not push away a draft that is nearer to what is wanted now. */
  #showOnTheWay(shown: ShownFrame): void {
    const draft = this.shown && this.shown.draftFor !== null ? this.shown : null;
    if (!draft || this.#distance(shown.frame) <= this.#distance(draft.frame)) this.#show(shown);
  }

  /** Only what is nearer than what is on the screen; the analysis of another frame never lies over it. */
  #showDraft({ frame, image }: Draft): void {
    const draftFor = this.#farWanted();
    if (draftFor === null || (this.shown && !(this.#distance(frame) < this.#distance(this.shown.frame))))
      return image.close();
    this.#show(this.#screen.draft(frame, draftFor, image));
  }

  /** How long a picture waits for its mask; not at all where that takes long. */
  get #patienceMs(): number {
    return this.#store.source?.analysisIsSlow ? 0 : maskPatienceMs;
  }

  #farWanted(): number | null {
    if (!this.#wanted || this.#wanted === this.#reached) return null;
    return this.shown && this.#distance(this.shown.frame) <= nearEnoughFrames ? null : this.#wanted.frame;
  }

  /** From what is wanted, in frames. */
  #distance(frame: number): number {
    return Math.abs(frame - (this.#wanted?.frame ?? frame));
  }

  #show(shown: ShownFrame | null): void {
    this.#store.onScreen = shown?.image ?? null;
    this.#screen.show(shown);
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

function after(delayMs: number): Promise<'late'> {
  return new Promise((resolve) => setTimeout(() => resolve('late'), delayMs));
}
