import type { FrameAnalysis } from '../../shared/analysis.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { ByteLru } from './byte-lru.ts';
import { prefetchOrder } from './prefetch-order.ts';
import { SharedCalls } from './shared-calls.ts';

const imageCacheBytes = 96 * 2 ** 20;
const analysisCacheBytes = 96 * 2 ** 20;
const prefetchFrames = 32;
/** How often a frame is asked for again that was cancelled though it is still wanted. */
const retries = 3;
/** A picture waits this long for its mask before it is shown without. */
const maskPatienceMs = 80;

/** Where pictures and analyses come from. `analysis` is null while there is no network. */
export interface FrameSource {
  readonly frameCount: number;
  image(frame: number, signal: AbortSignal): Promise<ImageBitmap>;
  readonly analysis: ((frame: number, signal: AbortSignal) => Promise<FrameAnalysis>) | null;
}

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

/** A part that loaded or failed; failures are kept too, so that a broken frame is not asked for again and again. */
type Part<Value> =
  { readonly value: Value; readonly error: null } | { readonly value: null; readonly error: SteerscopeError };

interface Wanted {
  readonly frame: number;
  readonly direction: 1 | -1;
}

/** Loads frames for display: the latest request wins, near frames are fetched ahead, memory is bounded by bytes. */
export class AnalysisLoader {
  shown = $state.raw<ShownFrame | null>(null);
  /** Something asked for is not on the screen yet. */
  loading = $state(false);

  readonly #onAnalysis: (analysis: FrameAnalysis) => void;
  #source: FrameSource | null = null;
  #images = new ByteLru<number, Part<ImageBitmap>>(imageCacheBytes, (part) => this.#close(part.value));
  #analyses = new ByteLru<number, Part<FrameAnalysis>>(analysisCacheBytes);
  #calls = new SharedCalls();
  #closing = new AbortController();
  #foreground: { readonly abort: AbortController; readonly sinceMs: number } | null = null;
  #background: AbortController | null = null;
  #wanted: Wanted | null = null;
  /** The request that the screen has caught up with. */
  #reached: Wanted | null = null;
  #pumping = false;
  #bytesPerFrame = 1;

  /** @param onAnalysis called once for every analysis that arrives, asked for or fetched ahead. */
  constructor(onAnalysis: (analysis: FrameAnalysis) => void = () => undefined) {
    this.#onAnalysis = onAnalysis;
  }

  /** Take another drive or network; pictures are kept when only the network changed. */
  setSource(source: FrameSource | null, keepImages = false): void {
    this.#closing.abort();
    this.#closing = new AbortController();
    this.#background?.abort();
    this.#foreground?.abort.abort();
    this.#calls.clear();
    this.#source = source;
    this.#wanted = null;
    this.#reached = null;
    this.loading = false;
    this.#analyses.clear();
    if (keepImages) return;
    this.shown = null;
    this.#images.clear();
  }

  /** Ask for a frame to be shown; `direction` says where to fetch ahead. */
  request(frame: number, direction: 1 | -1 = 1): void {
    if (!this.#source || this.#source.frameCount === 0) return;
    this.#background?.abort();
    const wanted = { frame, direction };
    this.#wanted = wanted;
    const ready = this.#ready(frame);
    if (ready) {
      this.#foreground?.abort.abort();
      this.#reach(wanted, ready);
      return;
    }
    this.loading = true;
    // A frame that is nearly there is let through, so that something moves under a scrubbing hand.
    if (this.#foreground && performance.now() - this.#foreground.sinceMs > maskPatienceMs)
      this.#foreground.abort.abort();
    if (!this.#pumping) void this.#pump();
  }

  /** Loads what was asked for last, until that is on the screen. */
  async #pump(): Promise<void> {
    this.#pumping = true;
    let failures = 0;
    while (this.#wanted && this.#wanted !== this.#reached) {
      const wanted = this.#wanted;
      const shown = await this.#load(wanted.frame);
      if (this.#wanted === wanted && !shown && ++failures <= retries) continue;
      failures = 0;
      if (this.#wanted === wanted) this.#reach(wanted, shown);
      else if (shown && this.#wanted && this.#wanted !== this.#reached) this.shown = shown;
    }
    this.#pumping = false;
  }

  #reach(wanted: Wanted, shown: ShownFrame | null): void {
    this.#reached = wanted;
    this.loading = false;
    if (shown) this.shown = shown;
    void this.#prefetch(wanted.frame, wanted.direction);
  }

  /** Null when it was cancelled. */
  async #load(frame: number): Promise<ShownFrame | null> {
    const abort = new AbortController();
    this.#foreground = { abort, sinceMs: performance.now() };
    const analysis = this.#loadAnalysis(frame, abort.signal);
    const image = await this.#loadImage(frame, abort.signal);
    const first = await Promise.race([analysis, after(maskPatienceMs)]);
    if (first === 'late' && !abort.signal.aborted && image) this.shown = shownFrame(frame, image, null, true);
    const part = await analysis;
    this.#foreground = null;
    if (abort.signal.aborted || image?.error?.code === 'cancelled') return null;
    return shownFrame(frame, image, part, false);
  }

  async #prefetch(frame: number, direction: 1 | -1): Promise<void> {
    const source = this.#source;
    if (!source) return;
    const affordable = Math.floor((Math.min(imageCacheBytes, analysisCacheBytes) * 0.6) / this.#bytesPerFrame);
    const queue = prefetchOrder(frame, source.frameCount, direction, Math.min(prefetchFrames, affordable)).filter(
      (near) => !this.#ready(near),
    );
    const background = new AbortController();
    this.#background = background;
    // One after another: the product analyses one frame at a time and lets one wait, and that place is for what is wanted.
    for (const near of queue) {
      if (background.signal.aborted || this.#closing.signal.aborted) return;
      // What has begun is finished: it is near, and a cancelled analysis is work thrown away.
      await Promise.all([this.#loadImage(near, this.#closing.signal), this.#loadAnalysis(near, this.#closing.signal)]);
    }
  }

  /** The frame as it can be painted now; null when a part of it has still to come. */
  #ready(frame: number): ShownFrame | null {
    const image = this.#images.get(frame);
    const analysis = this.#analyses.get(frame) ?? null;
    if (!image || (this.#source?.analysis && !analysis)) return null;
    return shownFrame(frame, image, analysis, false);
  }

  /** A picture that left the cache is freed, unless it is the one on the screen. */
  #close(image: ImageBitmap | null): void {
    if (image && image !== this.shown?.image) image.close();
  }

  #loadImage(frame: number, signal: AbortSignal): Promise<Part<ImageBitmap> | null> {
    return this.#once(`image ${frame}`, this.#images.get(frame), async (source) => {
      const part = await settled(source.image(frame, this.#either(signal)));
      const sizeBytes = part.value ? part.value.width * part.value.height * 4 : 1024;
      if (source !== this.#source) part.value?.close();
      else if (part.error?.code !== 'cancelled') {
        this.#images.set(frame, part, sizeBytes);
        this.#bytesPerFrame = Math.max(sizeBytes, 1);
      }
      return part;
    });
  }

  #loadAnalysis(frame: number, signal: AbortSignal): Promise<Part<FrameAnalysis> | null> {
    const analyse = this.#source?.analysis;
    if (!analyse) return Promise.resolve(null);
    return this.#once(`analysis ${frame}`, this.#analyses.get(frame), async (source) => {
      const part = await settled(analyse(frame, this.#either(signal)));
      if (source === this.#source && part.error?.code !== 'cancelled') {
        const sizeBytes = part.value ? analysisBytes(part.value) : 1024;
        this.#analyses.set(frame, part, sizeBytes);
        this.#bytesPerFrame = Math.max(this.#bytesPerFrame, sizeBytes);
        if (part.value) this.#onAnalysis(part.value);
      }
      return part;
    });
  }

  /** Held, already on its way, or started now. */
  async #once<Value>(
    key: string,
    held: Part<Value> | undefined,
    start: (source: FrameSource) => Promise<Part<Value>>,
  ): Promise<Part<Value> | null> {
    if (held) return held;
    const source = this.#source;
    if (!source) return null;
    return this.#calls.join(key, () => start(source));
  }

  #either(signal: AbortSignal): AbortSignal {
    return signal === this.#closing.signal ? signal : AbortSignal.any([signal, this.#closing.signal]);
  }
}

function shownFrame(
  frame: number,
  image: Part<ImageBitmap> | null,
  analysis: Part<FrameAnalysis> | null,
  pending: boolean,
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

async function settled<Value>(promise: Promise<Value>): Promise<Part<Value>> {
  try {
    return { value: await promise, error: null };
  } catch (thrown) {
    return { value: null, error: SteerscopeError.from(thrown) };
  }
}

function analysisBytes(analysis: FrameAnalysis): number {
  const maps = analysis.stages.reduce(
    (sum, { averaged, intermediate }) => sum + averaged.values.byteLength + intermediate.values.byteLength,
    0,
  );
  return maps + (analysis.mask?.values.byteLength ?? 0) + 2048;
}
