import type { FrameToCanvas } from '../../../shared/annotate/frame-view.ts';
import type { ErasedShape } from '../../../shared/what-if.ts';
import type { PlaceMap } from '../../../shared/what-if-geometry.ts';

/** What is erased, tinted where it lies in the edited picture. */
export function drawRegion(
  context: CanvasRenderingContext2D,
  shapes: readonly ErasedShape[],
  { a, b, c, d, e, f }: PlaceMap,
  { scale, left, top }: FrameToCanvas,
): void {
  context.save();
  context.setTransform(scale, 0, 0, scale, left, top);
  context.transform(a, b, c, d, e, f);
  context.fillStyle = context.strokeStyle = 'rgba(242, 236, 107, 0.28)';
  context.lineCap = context.lineJoin = 'round';
  for (const shape of shapes) {
    if (shape.kind === 'rectangle') {
      context.fillRect(shape.left, shape.top, shape.width, shape.height);
      continue;
    }
    context.lineWidth = 2 * shape.radius;
    context.beginPath();
    shape.points.forEach(([x, y]) => context.lineTo(x, y));
    // A line of no length has round ends only where it goes somewhere.
    const [first] = shape.points;
    if (first && shape.points.length === 1) context.lineTo(first[0] + 0.01, first[1]);
    context.stroke();
  }
  context.restore();
}
