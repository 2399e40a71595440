import type { Playback } from './playback.svelte.ts';
import { holds, inside, panned, revealing, wholeDrive, zoomed, type TimelineWindow } from './timeline-window.ts';

/** A frame gets no wider than this, in CSS pixels. */
const widestFrame = 96;

/** What the timeline shows of the drive. */
export class TimelineView {
  /** Of the strip, in CSS pixels; the panel tells. */
  width = $state(1000);
  /** The frame under the pointer; null where it is elsewhere. */
  hovered = $state<number | null>(null);
  /** As it was chosen; null: the whole drive, also as it grows. */
  #chosen = $state.raw<TimelineWindow | null>(null);
  readonly #playback: Playback;

  readonly window = $derived.by(() => {
    const { frameCount } = this.#playback;
    return this.#chosen ? inside(this.#chosen, frameCount) : wholeDrive(frameCount);
  });
  readonly isZoomed = $derived(this.#chosen !== null);

  constructor(playback: Playback) {
    this.#playback = playback;
  }

  /** @param around what stays where it is on the screen; unless told, the current frame. */
  zoomBy(factor: number, around?: number): void {
    const { frame, frameCount } = this.#playback;
    const from = around === undefined ? revealing(this.window, frame, frameCount) : this.window;
    this.show(zoomed(from, factor, around ?? frame + 0.5, frameCount, this.#leastSpan));
  }

  panBy(frames: number): void {
    if (this.isZoomed) this.show(panned(this.window, frames, this.#playback.frameCount));
  }

  show(window: TimelineWindow): void {
    const { frameCount } = this.#playback;
    const next = inside(window, frameCount);
    const isWhole = next.to - next.from >= wholeDrive(frameCount).to * (1 - 1e-9);
    this.#chosen = isWhole ? null : next;
  }

  /** Moves one end of what is shown; the other stays. */
  showFrom(from: number, to: number): void {
    this.show({ from: Math.max(0, Math.min(from, to - this.#leastSpan)), to });
  }

  showTo(from: number, to: number): void {
    this.show({ from, to: Math.min(this.#playback.frameCount, Math.max(to, from + this.#leastSpan)) });
  }

  /** The whole drive. */
  fit(): void {
    this.#chosen = null;
  }

  /** The marked range, with a little room on both sides. */
  fitRange(): void {
    const { first, last } = this.#playback.range;
    const room = (last + 1 - first) * 0.05;
    this.#showAtLeast({ from: first - room, to: last + 1 + room });
  }

  /** Turns to the page that the frame is in. @param left the frame before; while playing, who has looked away stays there. */
  follow(frame: number, left: number): void {
    if (!this.isZoomed || (this.#playback.playing && !holds(this.window, left))) return;
    const next = revealing(this.window, frame, this.#playback.frameCount);
    if (next !== this.window) this.show(next);
  }

  /** In frames. */
  get #leastSpan(): number {
    return this.width / widestFrame;
  }

  #showAtLeast({ from, to }: TimelineWindow): void {
    const missing = Math.max(0, this.#leastSpan - (to - from));
    this.show({ from: from - missing / 2, to: to + missing / 2 });
  }
}
