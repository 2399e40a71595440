import type { FrameAnalysis } from '../../shared/analysis.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { ByteLru } from './byte-lru.ts';
import type { Draft } from './drafts.ts';
import { SharedCalls } from './shared-calls.ts';

const imageCacheBytes = 96 * 2 ** 20;
const analysisCacheBytes = 96 * 2 ** 20;
/** So much of the cache may be filled by fetching ahead; the rest keeps where the user has been. */
const aheadShare = 0.6;

/** Where pictures and analyses come from. `analysis` is null while there is no network. */
export interface FrameSource {
  readonly frameCount: number;
  image(frame: number, signal: AbortSignal): Promise<ImageBitmap>;
  readonly analysis: ((frame: number, signal: AbortSignal) => Promise<FrameAnalysis>) | null;
  /** An analysis takes so long that only that of the frame looked at is worked out, and none while playing. */
  readonly analysisIsSlow?: boolean;
  /** What is there at once in place of a frame's picture. */
  readonly draft?: (frame: number, signal: AbortSignal) => Promise<Draft>;
}

/**
 * What stays when the source changes: `images`, the pictures of the same drive; `shown`, also what is on the screen, until the
 * new is there; `screen`, only that.
 */
export type Kept = 'nothing' | 'images' | 'shown' | 'screen';

/** A part that loaded or failed; failures are kept too, so that fetching ahead passes a broken frame by. */
export type Part<Value> =
  { readonly value: Value; readonly error: null } | { readonly value: null; readonly error: SteerscopeError };

/** Pictures and analyses of one source, bounded by bytes; whatever is under way is fetched once only. */
export class FrameStore {
  /** The frames go by: none is worth an analysis that takes long. */
  playing = false;
  /** How long a frame takes to arrive, in milliseconds: a running mean. */
  loadMs = 20;
  /** Called when other frames are held than before. */
  onHeld: () => void = () => undefined;

  readonly #onAnalysis: (analysis: FrameAnalysis) => void;
  readonly #images = new ByteLru<number, Part<ImageBitmap>>(imageCacheBytes, ({ value }) => {
    if (value !== this.#onScreen) value?.close();
  });
  readonly #analyses = new ByteLru<number, Part<FrameAnalysis>>(analysisCacheBytes);
  readonly #calls = new SharedCalls();
  #source: FrameSource | null = null;
  #closing = new AbortController();
  #largestBytes = 1;
  #onScreen: ImageBitmap | null = null;
  /** Of an earlier source, and still on the screen. */
  #leaving: ImageBitmap | null = null;

  constructor(onAnalysis: (analysis: FrameAnalysis) => void) {
    this.#onAnalysis = onAnalysis;
  }

  /** The picture on the screen, which is not freed when it leaves the cache. */
  set onScreen(image: ImageBitmap | null) {
    if (image !== this.#leaving) {
      this.#leaving?.close();
      this.#leaving = null;
    }
    this.#onScreen = image;
  }

  get source(): FrameSource | null {
    return this.#source;
  }

  /** How many frames may be fetched ahead without pushing one another out. */
  get roomAhead(): number {
    return Math.floor((Math.min(imageCacheBytes, analysisCacheBytes) * aheadShare) / this.#largestBytes);
  }

  /** Takes another source; what is under way for the old one is cancelled. */
  setSource(source: FrameSource | null, keep: Kept): void {
    this.#closing.abort();
    this.#closing = new AbortController();
    this.#calls.clear();
    this.#source = source;
    this.#analyses.clear();
    this.#largestBytes = 1;
    this.onHeld();
    if (keep === 'images' || keep === 'shown') return;
    if (keep === 'screen') this.#leaving = this.#onScreen;
    else this.onScreen = null;
    this.#images.clear();
  }

  /** The frames that would be shown at once, ascending. */
  heldFrames(): number[] {
    const needsAnalysis = this.#analyse !== null;
    const frames = [...this.#images.keys()].filter((frame) => !needsAnalysis || this.#analyses.has(frame));
    return frames.sort((one, other) => one - other);
  }

  /** Picture and analysis of a frame when both are held. */
  held(frame: number): { image: Part<ImageBitmap>; analysis: Part<FrameAnalysis> | null } | null {
    const image = this.#images.get(frame);
    const analysis = this.#analyses.get(frame) ?? null;
    return image && (analysis || !this.#analyse) ? { image, analysis } : null;
  }

  /** Lets what failed be tried again. */
  forgetFailure(frame: number): void {
    if (this.#images.get(frame)?.error) this.#images.delete(frame);
    if (this.#analyses.get(frame)?.error) this.#analyses.delete(frame);
  }

  /** Fetches a frame before it is asked for: both parts, but for an analysis that takes long. */
  async fetch(frame: number): Promise<void> {
    const { signal } = new AbortController();
    const startedMs = performance.now();
    const analysis = this.#source?.analysisIsSlow ? null : this.analysis(frame, signal);
    const parts = await Promise.all([this.image(frame, signal), analysis]);
    if (parts.some((part) => part?.error)) return;
    this.loadMs += (performance.now() - startedMs - this.loadMs) * 0.2;
  }

  image(frame: number, signal: AbortSignal): Promise<Part<ImageBitmap> | null> {
    return this.#once(`image ${frame}`, this.#images.get(frame), async (source) => {
      const part = await settled(source.image(frame, this.#until(signal)));
      if (source !== this.#source) part.value?.close();
      else if (part.error?.code !== 'cancelled') {
        const sizeBytes = part.value ? part.value.width * part.value.height * 4 : 1024;
        this.#images.set(frame, part, sizeBytes);
        this.onHeld();
        this.#largestBytes = Math.max(this.#largestBytes, sizeBytes);
      }
      return part;
    });
  }

  /** Null when there is no network, or it is not the time for it. */
  analysis(frame: number, signal: AbortSignal): Promise<Part<FrameAnalysis> | null> {
    const analyse = this.#analyse;
    if (!analyse) return Promise.resolve(null);
    return this.#once(`analysis ${frame}`, this.#analyses.get(frame), async (source) => {
      const part = await settled(analyse(frame, this.#until(signal)));
      if (source === this.#source && part.error?.code !== 'cancelled') {
        const sizeBytes = part.value ? analysisBytes(part.value) : 1024;
        this.#analyses.set(frame, part, sizeBytes);
        this.onHeld();
        this.#largestBytes = Math.max(this.#largestBytes, sizeBytes);
        if (part.value) this.#onAnalysis(part.value);
      }
      return part;
    });
  }

  /** Null where the source has none, or another source was taken meanwhile. Whoever asked closes it. */
  async draft(frame: number): Promise<Draft | null> {
    const source = this.#source;
    const draft = (await source?.draft?.(frame, this.#closing.signal).catch(() => null)) ?? null;
    if (source === this.#source) return draft;
    draft?.image.close();
    return null;
  }

  /** Held, already on its way, or started now. */
  async #once<Value>(
    name: string,
    held: Part<Value> | undefined,
    start: (source: FrameSource) => Promise<Part<Value>>,
  ): Promise<Part<Value> | null> {
    if (held) return held;
    const source = this.#source;
    return source && this.#calls.join(name, () => start(source));
  }

  get #analyse(): FrameSource['analysis'] {
    const source = this.#source;
    return source && !(source.analysisIsSlow && this.playing) ? source.analysis : null;
  }

  #until(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.#closing.signal]);
  }
}

export async function settled<Value>(promise: Promise<Value>): Promise<Part<Value>> {
  try {
    return { value: await promise, error: null };
  } catch (thrown) {
    return { value: null, error: SteerscopeError.from(thrown) };
  }
}

export function analysisBytes({ stages, mask }: FrameAnalysis): number {
  const maps = stages.reduce(
    (sum, { averaged, intermediate }) => sum + averaged.values.byteLength + intermediate.values.byteLength,
    0,
  );
  return maps + (mask?.values.byteLength ?? 0) + 2048;
}
