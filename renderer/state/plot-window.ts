/** The frames on show, as fractional indices. */
export interface PlotWindow {
  readonly min: number;
  readonly max: number;
}

const fewestFrames = 8;

export function wholeDrive(frameCount: number): PlotWindow {
  // A single frame has room around it.
  return frameCount === 1 ? { min: -1, max: 1 } : { min: 0, max: Math.max(1, frameCount - 1) };
}

/** Moves a window into the drive without changing its width, unless it is wider than the drive. */
function inside({ min, max }: PlotWindow, frameCount: number): PlotWindow {
  const whole = wholeDrive(frameCount);
  if (frameCount === 1) return whole;
  const width = Math.min(max - min, whole.max);
  const start = Math.min(Math.max(0, min), whole.max - width);
  return { min: start, max: start + width };
}

/** Zooms by `factor` (above 1: nearer) around a frame that stays where it is. */
export function zoomWindow(window: PlotWindow, factor: number, around: number, frameCount: number): PlotWindow {
  const width = Math.max(Math.min(fewestFrames, frameCount - 1), (window.max - window.min) / factor);
  const share = (around - window.min) / (window.max - window.min);
  const min = around - share * width;
  return inside({ min, max: min + width }, frameCount);
}

export function panWindow({ min, max }: PlotWindow, byFrames: number, frameCount: number): PlotWindow {
  return inside({ min: min + byFrames, max: max + byFrames }, frameCount);
}

/** The window, moved so that the frame is in it; the same object when it already is. */
export function follow(window: PlotWindow, frame: number, frameCount: number): PlotWindow {
  if (frame >= window.min && frame <= window.max) return window;
  const width = window.max - window.min;
  const min = frame > window.max ? frame - width * 0.1 : frame - width * 0.9;
  return inside({ min, max: min + width }, frameCount);
}
