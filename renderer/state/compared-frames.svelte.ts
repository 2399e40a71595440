import type { FrameAnalysis } from '../../shared/analysis.ts';
import { ByteLru } from './byte-lru.ts';
import { analysisBytes, settled, type Part } from './frame-store.ts';
import { paintFirstMs, prefetchOrder } from './prefetch-order.ts';

const cacheBytes = 48 * 2 ** 20;
/** How often a frame is asked for again that was cancelled though it is still wanted. */
const retries = 3;

export interface ComparedSource {
  readonly frameCount: number;
  /** How many frames are worked out before they are looked at; 0 where one takes long, and none is while playing. */
  readonly ahead: number;
  analyse(frame: number, signal: AbortSignal): Promise<FrameAnalysis>;
}

interface Wanted {
  readonly frame: number;
  /** As `prefetchOrder` takes it. */
  readonly step: number;
}

/**
 * Analyses of a compared network, bounded by bytes. One is asked for at a time: that of the frame looked at, then near
 * ones; what is looked at next comes before what was looked at before.
 */
export class ComparedFrames {
  readonly #held = new ByteLru<number, Part<FrameAnalysis>>(cacheBytes);
  readonly #onAnalysis: (analysis: FrameAnalysis) => void;
  /** Grows with every frame that comes or goes, so that who shows one looks again. */
  #version = $state(0);
  #source: ComparedSource | null = null;
  #wanted: Wanted | null = null;
  #underWay: { readonly frame: number; readonly abort: AbortController } | null = null;
  #loading = false;

  /** @param onAnalysis called once for every analysis that arrives. */
  constructor(onAnalysis: (analysis: FrameAnalysis) => void) {
    this.#onAnalysis = onAnalysis;
  }

  /** Takes another network or drive, or none; what was worked out counts no more, what is looked at stays so. */
  setSource(source: ComparedSource | null): void {
    this.#underWay?.abort.abort();
    this.#source = source;
    this.#held.clear();
    this.#version += 1;
    void this.#load();
  }

  /** Null while it is not there. */
  at(frame: number): Part<FrameAnalysis> | null {
    void this.#version;
    return this.#held.get(frame) ?? null;
  }

  /** Another frame is looked at. @param playing whether the next ones come by themselves. */
  look(frame: number, step: number, playing = false): void {
    if (playing && this.#source?.ahead === 0) return this.rest();
    if (this.#wanted?.frame !== frame && this.#held.get(frame)?.error) this.#held.delete(frame);
    this.#wanted = { frame, step };
    // What is worked out ahead is as quick as to be finished; what takes long must not be waited for.
    if (this.#source?.ahead === 0 && this.#underWay?.frame !== frame) this.#underWay?.abort.abort();
    if (this.#held.has(frame)) setTimeout(() => void this.#load(), paintFirstMs);
    else void this.#load();
  }

  /** Nothing is looked at any more. */
  rest(): void {
    this.#wanted = null;
    this.#underWay?.abort.abort();
  }

  /** Asks again for what failed. */
  retry(): void {
    if (this.#wanted && this.#held.get(this.#wanted.frame)?.error) this.#held.delete(this.#wanted.frame);
    void this.#load();
  }

  async #load(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    let cancelled = 0;
    for (let next = this.#next(); next && cancelled < retries; next = this.#next()) {
      const abort = new AbortController();
      const wanted = this.#wanted;
      this.#underWay = { frame: next.frame, abort };
      const part = await settled(next.source.analyse(next.frame, abort.signal));
      this.#underWay = null;
      if (next.source !== this.#source) continue;
      cancelled = part.error?.code === 'cancelled' && wanted === this.#wanted ? cancelled + 1 : 0;
      if (part.error?.code === 'cancelled') continue;
      this.#held.set(next.frame, part, part.value ? analysisBytes(part.value) : 1024);
      this.#version += 1;
      if (part.value) this.#onAnalysis(part.value);
    }
    this.#loading = false;
  }

  /** What is looked at, else the nearest that is not there yet. */
  #next(): { readonly frame: number; readonly source: ComparedSource } | null {
    const [source, wanted] = [this.#source, this.#wanted];
    if (!source || !wanted || wanted.frame >= source.frameCount) return null;
    const near = prefetchOrder(wanted.frame, source.frameCount, wanted.step, source.ahead);
    const frame = [wanted.frame, ...near].find((candidate) => !this.#held.has(candidate));
    return frame === undefined ? null : { frame, source };
  }
}
