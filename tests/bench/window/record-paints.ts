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
  /** Of that, from the page being idle again to that frame of the screen, which comes when it comes; 0 where it came first. */
  waitedMs: number;
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
  const inNextTask = (run: () => void): void => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = run;
    port2.postMessage(null);
  };
  performance.mark = (name, options) => {
    if (name === 'steerscope-painted') {
      const { frame, complete } = options?.detail as { frame: number; complete: boolean };
      const paint: Paint = { frame, complete, drawnMs: performance.now(), presentedMs: Number.NaN, waitedMs: 0 };
      paints.push(paint);
      let idleMs = Number.NaN;
      inNextTask(() => (idleMs = performance.now()));
      // The first task after an animation frame runs when that frame has been painted.
      requestAnimationFrame(() => {
        if (!Number.isNaN(idleMs)) paint.waitedMs = performance.now() - idleMs;
        inNextTask(() => (paint.presentedMs = performance.now()));
      });
    }
    return mark(name, options);
  };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration);
  }).observe({ entryTypes: ['longtask'] });
}
