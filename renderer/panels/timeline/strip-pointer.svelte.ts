import type { Workbench } from '../../state/workbench.svelte.ts';
import { pointedAt, type Strip, type StripPoint } from './pointed.ts';
import { StripDrag } from './strip-drag.svelte.ts';
import { frameAtX, positionAt } from './timeline-geometry.ts';

/** A turn of the wheel by so many pixels zooms by e; two fingers on a trackpad come as one with Ctrl, in small steps. */
const [wheelPerE, pinchPerE] = [300, 60];

/**
 * The pointer over the strip: a press scrubs, or goes to the bookmark or session under it; with Shift it marks a range; the
 * middle and the right button pan, the wheel zooms, sideways or with Shift it pans.
 */
export class StripPointer {
  /** Where it is; null: elsewhere. */
  at = $state.raw<StripPoint | null>(null);
  marksRange = $state(false);
  readonly drag: StripDrag;
  readonly #workbench: Workbench;
  readonly #element: () => HTMLElement | undefined;
  readonly #strip: () => Strip;

  /** @param element of the strip. @param strip what it shows. */
  constructor(workbench: Workbench, element: () => HTMLElement | undefined, strip: () => Strip) {
    this.#workbench = workbench;
    this.#element = element;
    this.#strip = strip;
    this.drag = new StripDrag(workbench.timeline, element);
  }

  readonly down = (event: PointerEvent): void => {
    const { playback } = this.#workbench;
    if (playback.frameCount === 0) return;
    if (event.button === 1 || event.button === 2) return this.#startPan(event);
    if (event.button !== 0) return;
    const at = pointedAt(this.#pointOf(event), this.#strip(), this.#workbench);
    if (event.shiftKey) this.#startRange(event, at.frame);
    else if (at.mark) playback.goTo(at.mark.firstFrame);
    else if (at.sessionStart !== null) playback.goTo(at.sessionStart);
    else this.#startScrub(event);
  };

  readonly move = (event: PointerEvent): void => {
    this.at = this.#pointOf(event);
    this.drag.move(event);
  };

  readonly leave = (): void => {
    this.at = null;
  };

  /** Attachment for what hears the wheel. */
  readonly watchWheel = (element: HTMLElement): (() => void) => {
    const turn = (event: WheelEvent): void => this.#turnWheel(event);
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  };

  #startScrub(event: PointerEvent): void {
    const { playback } = this.#workbench;
    const resume = playback.playing ? playback.direction : null;
    playback.pause();
    this.drag.begin(
      event,
      (position) => playback.seek(Math.floor(position)),
      () => resume && playback.play(resume),
    );
    playback.seek(frameAtX(this.drag.xOf(event), this.#strip().scale, playback.frameCount));
  }

  #startRange(event: PointerEvent, from: number): void {
    const { playback } = this.#workbench;
    this.marksRange = true;
    this.drag.begin(
      event,
      (position, moved) => moved && playback.markRange(from, Math.floor(position)),
      () => (this.marksRange = false),
    );
  }

  /** What lies under the hand stays under it. */
  #startPan(event: PointerEvent): void {
    event.preventDefault();
    const { timeline } = this.#workbench;
    const held = positionAt(this.drag.xOf(event), this.#strip().scale);
    this.drag.begin(event, (position) => timeline.panBy(held - position));
  }

  #turnWheel(event: WheelEvent): void {
    event.preventDefault();
    const { timeline } = this.#workbench;
    const { scale } = this.#strip();
    const { deltaX, deltaY, shiftKey, ctrlKey } = event;
    const framesAPx = (scale.to - scale.from) / Math.max(1, scale.width);
    if (shiftKey || Math.abs(deltaX) > Math.abs(deltaY))
      return timeline.panBy((shiftKey ? deltaY || deltaX : deltaX) * framesAPx);
    const factor = Math.exp(-deltaY / (ctrlKey ? pinchPerE : wheelPerE));
    timeline.zoomBy(factor, positionAt(this.drag.xOf(event), scale));
  }

  #pointOf({ clientX, clientY }: MouseEvent): StripPoint {
    const { left = 0, top = 0 } = this.#element()?.getBoundingClientRect() ?? {};
    return { x: clientX - left, y: clientY - top };
  }
}
