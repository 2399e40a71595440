import type { TimelineView } from '../../state/timeline-view.svelte.ts';
import { positionAt } from './timeline-geometry.ts';

/** So near the end of the strip, in CSS pixels, a hand pulls it along. */
const edge = 28;
const fastestPxPerSec = 1600;
/** A hand that has moved less only clicks. */
const clickPx = 4;

/** How fast a hand at `x` pulls the strip along, in CSS pixels a second; left is negative. */
export function edgeSpeed(x: number, width: number): number {
  const depth = x < edge ? x - edge : x > width - edge ? x - (width - edge) : 0;
  const share = Math.max(-1, Math.min(1, depth / (2 * edge)));
  return Math.sign(share) * share ** 2 * fastestPxPerSec;
}

interface Drag {
  readonly downX: number;
  /** Given what lies under the hand, a frame and how far into its share, and whether it has moved yet. */
  readonly onMove: (position: number, moved: boolean) => void;
  readonly onEnd: (moved: boolean) => void;
}

/** A hand that drags something over the strip, which runs on when the hand comes to its end. */
export class StripDrag {
  readonly #timeline: TimelineView;
  readonly #strip: () => HTMLElement | undefined;
  #drag = $state.raw<Drag | null>(null);
  #x = 0;
  #moved = false;

  readonly active = $derived(this.#drag !== null);

  constructor(timeline: TimelineView, strip: () => HTMLElement | undefined) {
    this.#timeline = timeline;
    this.#strip = strip;
  }

  begin(event: PointerEvent, onMove: Drag['onMove'], onEnd: Drag['onEnd'] = () => undefined): void {
    if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId);
    this.#x = this.xOf(event);
    this.#moved = false;
    this.#drag = { downX: this.#x, onMove, onEnd };
    requestAnimationFrame((nowMs) => this.#pull(nowMs, nowMs));
  }

  readonly move = (event: PointerEvent): void => {
    if (!this.#drag) return;
    this.#x = this.xOf(event);
    this.#moved ||= Math.abs(this.#x - this.#drag.downX) >= clickPx;
    this.#drag.onMove(this.#position(), this.#moved);
  };

  /** For `lostpointercapture`, which comes however the drag ends. */
  readonly end = (): void => {
    const drag = this.#drag;
    this.#drag = null;
    drag?.onEnd(this.#moved);
  };

  /** In CSS pixels from the strip's left end. */
  xOf(event: MouseEvent): number {
    return event.clientX - (this.#strip()?.getBoundingClientRect().left ?? 0);
  }

  #position(): number {
    const { window, width } = this.#timeline;
    return positionAt(this.#x, { ...window, width });
  }

  #pull(nowMs: number, lastMs: number): void {
    const drag = this.#drag;
    if (!drag) return;
    const { window, width, isZoomed } = this.#timeline;
    const speed = isZoomed && this.#moved ? edgeSpeed(this.#x, width) : 0;
    if (speed !== 0) {
      this.#timeline.panBy((((speed * (nowMs - lastMs)) / 1000) * (window.to - window.from)) / width);
      drag.onMove(this.#position(), this.#moved);
    }
    requestAnimationFrame((nextMs) => this.#pull(nextMs, nowMs));
  }
}
