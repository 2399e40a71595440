import { rectOnCanvas, type FrameToCanvas } from '../../../shared/annotate/frame-view.ts';

/** A frame around a pixel of the picture, with lines towards it that show where it is when it is small. */
export function drawProbe(
  context: CanvasRenderingContext2D,
  { x, y }: { readonly x: number; readonly y: number },
  toCanvas: FrameToCanvas,
  pixelRatio: number,
): void {
  const pixel = rectOnCanvas({ left: x, top: y, width: 1, height: 1 }, toCanvas);
  const [middleX, middleY] = [pixel.left + pixel.width / 2, pixel.top + pixel.height / 2];
  const half = Math.max(pixel.width / 2, 4 * pixelRatio);
  const reach = half + 9 * pixelRatio;
  context.save();
  context.beginPath();
  context.rect(middleX - half, middleY - half, 2 * half, 2 * half);
  for (const [alongX, alongY] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    context.moveTo(middleX + alongX * half, middleY + alongY * half);
    context.lineTo(middleX + alongX * reach, middleY + alongY * reach);
  }
  context.strokeStyle = 'rgba(8, 10, 12, 0.7)';
  context.lineWidth = 3 * pixelRatio;
  context.stroke();
  context.strokeStyle = '#ffffff';
  context.lineWidth = pixelRatio;
  context.stroke();
  context.restore();
}
