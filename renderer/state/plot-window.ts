/** The frames on show, as fractional indices. */
export interface PlotWindow {
  readonly min: number;
  readonly max: number;
}

/** What is shown of the height of a track, as shares of its full range: 0..1 is all of it. */
export type HeightWindow = PlotWindow;

export const wholeHeight: HeightWindow = { min: 0, max: 1 };

const fewestFrames = 8;
const leastHeight = 1e-6;

export function wholeDrive(frameCount: number): PlotWindow {
  // A single frame has room around it.
  return frameCount === 1 ? { min: -1, max: 1 } : { min: 0, max: Math.max(1, frameCount - 1) };
}

export const isWhole = ({ min, max }: PlotWindow, frameCount: number): boolean => {
  const whole = wholeDrive(frameCount);
  return min <= whole.min && max >= whole.max;
};

/** Where a frame lies along a width that shows the window. */
export const xOfFrame = (frame: number, { min, max }: PlotWindow, width: number): number =>
  ((frame - min) / (max - min)) * width;

/** The fractional frame that lies there. */
export const frameAtX = (x: number, { min, max }: PlotWindow, width: number): number => min + (x / width) * (max - min);

/** Moves a window into the drive without changing its width, unless it is wider than the drive. */
export function inside({ min, max }: PlotWindow, frameCount: number): PlotWindow {
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

/** Frames `first` to `last`, both inclusive, with a little room; never narrower than the nearest zoom. */
export function windowOver(first: number, last: number, frameCount: number): PlotWindow {
  const width = Math.max((last - first) * 1.04, Math.min(fewestFrames, frameCount - 1));
  const min = (first + last - width) / 2;
  return inside({ min, max: min + width }, frameCount);
}

/** The window, moved so that the frame is in it; the same object when it already is. */
export function reveal(window: PlotWindow, frame: number, frameCount: number): PlotWindow {
  if (frame >= window.min && frame <= window.max) return window;
  const width = window.max - window.min;
  const min = frame > window.max ? frame - width * 0.1 : frame - width * 0.9;
  return inside({ min, max: min + width }, frameCount);
}

/** The window with the frame in its middle, as far as the drive goes. */
export function centreOn({ min, max }: PlotWindow, frame: number, frameCount: number): PlotWindow {
  const half = (max - min) / 2;
  return inside({ min: frame - half, max: frame + half }, frameCount);
}

/** As `zoomWindow`, over the height: `around` is a share of the full range, which may be zoomed out of twice as far. */
export function zoomHeight({ min, max }: HeightWindow, factor: number, around: number): HeightWindow {
  const height = Math.min(2, Math.max(leastHeight, (max - min) / factor));
  const low = around - ((around - min) / (max - min)) * height;
  return { min: low, max: low + height };
}

/** Some of the full range stays in sight. */
export function panHeight({ min, max }: HeightWindow, by: number): HeightWindow {
  const kept = (max - min) / 10;
  const move = Math.min(1 - kept - min, Math.max(kept - max, by));
  return { min: min + move, max: max + move };
}
