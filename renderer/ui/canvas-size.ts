export interface CanvasSize {
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Device pixels to a CSS pixel. */
  readonly ratio: number;
}

/** Attachment for a canvas's container: keeps telling its size, also when the window moves to a sharper screen. */
export function watchSize(onSize: (size: CanvasSize) => void): (element: HTMLElement) => () => void {
  return (element) => {
    const tell = (): void => {
      onSize({ width: element.clientWidth, height: element.clientHeight, ratio: window.devicePixelRatio });
    };
    const observer = new ResizeObserver(tell);
    observer.observe(element);
    window.addEventListener('resize', tell);
    tell();
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', tell);
    };
  };
}

/** Gives the canvas as many pixels as it covers on the screen; changes nothing (and clears nothing) when it has them. */
export function fitCanvas(canvas: HTMLCanvasElement, { width, height, ratio }: CanvasSize): void {
  const [pixelWidth, pixelHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== pixelWidth) canvas.width = pixelWidth;
  if (canvas.height !== pixelHeight) canvas.height = pixelHeight;
}
