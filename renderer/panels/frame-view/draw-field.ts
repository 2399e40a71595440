import { rectOnCanvas, type FrameToCanvas } from '../../../shared/annotate/frame-view.ts';
import type { FrameRect } from '../../../shared/pixels.ts';

/** What an element of a map sees of the picture, framed; the dark edge keeps the line visible on snow. */
export function drawField(
  context: CanvasRenderingContext2D,
  field: FrameRect,
  toCanvas: FrameToCanvas,
  pixelRatio: number,
): void {
  const { left, top, width, height } = rectOnCanvas(field, toCanvas);
  context.save();
  context.strokeStyle = 'rgba(8, 10, 12, 0.7)';
  context.lineWidth = 4 * pixelRatio;
  context.strokeRect(left, top, width, height);
  context.strokeStyle = '#ffd84d';
  context.lineWidth = 2 * pixelRatio;
  context.strokeRect(left, top, width, height);
  context.restore();
}
