import { frameAtX, xOfFrame } from '../../state/plot-window.ts';
import type { Plots } from '../../state/plots.svelte.ts';
import type { Playback } from '../../state/playback.svelte.ts';

/** In CSS pixels: so near a line is taken hold of; a press that moves no further is a click. */
const [grip, clickSlack] = [5, 3];
/** Pixels of the wheel that zoom by e. */
const wheelPerE = 300;

/** Where the frames lie on the screen, in CSS pixels from the window's left edge. */
export interface PlotPlace {
  readonly left: number;
  readonly width: number;
}

type Line = 'playhead' | 'a' | 'b';
type Held = { readonly line: Line } | { readonly pressedAt: number; readonly frame: number };

/**
 * The pointer over the plots: a click seeks, a line under it is dragged, elsewhere a drag brushes a range; the right and the
 * middle button pan, the wheel zooms, with Shift or Ctrl the height of the track under it; a double click fits.
 */
export function plotPointer(
  plots: Plots,
  playback: Playback,
  placeOf: () => PlotPlace,
): (stage: HTMLElement) => () => void {
  const { view, measures } = plots;
  let held: Held | null = null;

  const exactFrame = (clientX: number): number => {
    const { left, width } = placeOf();
    return frameAtX(clientX - left, view.window, Math.max(1, width));
  };
  const frameAt = (clientX: number): number =>
    Math.min(playback.lastFrame, Math.max(0, Math.round(exactFrame(clientX))));
  const surface = (event: MouseEvent): HTMLElement | null =>
    event.target instanceof Element ? event.target.closest<HTMLElement>('[data-plot]') : null;

  /** The cursors first: the playhead can be moved in other ways. */
  function lineAt(clientX: number): Line | null {
    const { left, width } = placeOf();
    const distance = (frame: number | null): number =>
      frame === null ? Infinity : Math.abs(left + xOfFrame(frame, view.window, width) - clientX);
    if (distance(measures.a) <= grip) return 'a';
    if (distance(measures.b) <= grip) return 'b';
    return distance(playback.frame) <= grip ? 'playhead' : null;
  }

  function drag(line: Line, frame: number): void {
    if (line === 'playhead') playback.seek(frame);
    else measures[line] = frame;
  }

  function pan(event: PointerEvent, plot: HTMLElement): void {
    view.pan((-event.movementX / Math.max(1, placeOf().width)) * (view.window.max - view.window.min));
    const id = plot.dataset['plot'] ?? '';
    const { min, max } = view.heightOf(id);
    view.panHeight(id, (event.movementY / Math.max(1, plot.clientHeight)) * (max - min));
  }

  function down(event: PointerEvent): void {
    const plot = surface(event);
    if (!plot) return;
    // The middle button would scroll by itself.
    if (event.button === 1) event.preventDefault();
    plot.setPointerCapture(event.pointerId);
    if (event.button !== 0) return;
    const line = lineAt(event.clientX);
    held = line ? { line } : { pressedAt: event.clientX, frame: frameAt(event.clientX) };
    if (line === 'playhead') playback.pause();
  }

  function move(event: PointerEvent): void {
    const plot = surface(event);
    if (!plot) {
      measures.hovered = null;
      return;
    }
    const frame = frameAt(event.clientX);
    measures.hovered = frame;
    if (held && 'line' in held) drag(held.line, frame);
    else if (held) {
      measures.brushing ||= Math.abs(event.clientX - held.pressedAt) > clickSlack;
      if (measures.brushing) measures.brush(held.frame, frame);
    } else if (event.buttons & 6) pan(event, plot);
    else plot.style.cursor = lineAt(event.clientX) ? 'ew-resize' : '';
  }

  function up(event: PointerEvent): void {
    if (held && 'pressedAt' in held && !measures.brushing) {
      playback.goTo(frameAt(event.clientX));
    }
    letGo();
  }

  function letGo(): void {
    held = null;
    measures.brushing = false;
  }

  function wheel(event: WheelEvent): void {
    const plot = surface(event);
    if (!plot) return;
    event.preventDefault();
    const turn = event.deltaY || event.deltaX;
    const factor = Math.exp(-turn / wheelPerE);
    if (event.shiftKey || event.ctrlKey) {
      const id = plot.dataset['plot'] ?? '';
      const { top, height } = plot.getBoundingClientRect();
      const { min, max } = view.heightOf(id);
      view.zoomHeight(id, factor, max - ((event.clientY - top) / Math.max(1, height)) * (max - min));
    } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) view.panByShare(event.deltaX / 800);
    else view.zoom(factor, exactFrame(event.clientX));
  }

  return (stage) => {
    const stop = new AbortController();
    const { signal } = stop;
    stage.addEventListener('pointerdown', down, { signal });
    stage.addEventListener('pointermove', move, { signal });
    stage.addEventListener('pointerup', up, { signal });
    stage.addEventListener('pointercancel', letGo, { signal });
    stage.addEventListener('pointerleave', () => (measures.hovered = null), { signal });
    stage.addEventListener('contextmenu', (event) => surface(event) && event.preventDefault(), { signal });
    stage.addEventListener('dblclick', (event) => surface(event) && view.fit(), { signal });
    stage.addEventListener('wheel', wheel, { signal, passive: false });
    return () => stop.abort();
  };
}
