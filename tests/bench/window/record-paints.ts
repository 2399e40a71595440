/** What the page tells of itself while it is measured. Times in milliseconds of the page's clock. */
export interface Recorded {
  readonly paints: Paint[];
  /** Of tasks that held the main thread for 50 ms and more. */
  readonly longTasks: number[];
}

export interface Paint {
  readonly frame: number;
  /** With its mask. */
  readonly complete: boolean;
  /** Drawn on the canvas. */
  readonly drawnMs: number;
  /** The browser has laid it out and painted it, in the next frame of the screen; NaN until then. */
  presentedMs: number;
}

declare global {
  interface Window {
    steerscopeBench: Recorded;
  }
}

/** Runs in the page before its own code; must not refer to anything outside itself. */
export function recordPaints(): void {
  const paints: Paint[] = [];
  const longTasks: number[] = [];
  window.steerscopeBench = { paints, longTasks };
  const mark = performance.mark.bind(performance);
  performance.mark = (name, options) => {
    if (name === 'steerscope-painted') {
      const { frame, complete } = options?.detail as { frame: number; complete: boolean };
      const paint: Paint = { frame, complete, drawnMs: performance.now(), presentedMs: Number.NaN };
      paints.push(paint);
      // The first task after an animation frame runs when that frame has been painted.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => (paint.presentedMs = performance.now());
        port2.postMessage(null);
      });
    }
    return mark(name, options);
  };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration);
  }).observe({ entryTypes: ['longtask'] });
}
