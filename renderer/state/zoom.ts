import type { CanvasRect } from '../../shared/annotate/context.ts';

/** How the picture lies in the view: 1 fits it whole; the offset of its centre from the view's, in CSS pixels. */
export interface Zoom {
  readonly scale: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

export const fitted: Zoom = { scale: 1, offsetX: 0, offsetY: 0 };

export const isFitted = ({ scale, offsetX, offsetY }: Zoom): boolean => scale === 1 && offsetX === 0 && offsetY === 0;

const [smallestScale, largestScale] = [1 / 8, 64];

/**
 * Zooms by `factor` so that what lies under the pointer stays there; pointer measured from the view's centre. On its way
 * out it stops once where the picture fits.
 */
export function zoomAt(zoom: Zoom, factor: number, pointerX: number, pointerY: number): Zoom {
  const scale = Math.min(largestScale, Math.max(smallestScale, zoom.scale * factor));
  if (zoom.scale > 1 && scale <= 1) return fitted;
  const grown = scale / zoom.scale;
  return {
    scale,
    offsetX: pointerX - (pointerX - zoom.offsetX) * grown,
    offsetY: pointerY - (pointerY - zoom.offsetY) * grown,
  };
}

/** The rectangle to draw the picture into, in the units of `width` and `height`; `ratio` of them to a CSS pixel. */
export function zoomedRect(zoom: Zoom, width: number, height: number, ratio: number): CanvasRect {
  return {
    left: width / 2 + zoom.offsetX * ratio - (width * zoom.scale) / 2,
    top: height / 2 + zoom.offsetY * ratio - (height * zoom.scale) / 2,
    width: width * zoom.scale,
    height: height * zoom.scale,
  };
}
