import { projectPath, type PathSketch, type PicturePoint } from '../path-sketch.ts';
import type { AnnotationContext } from './context.ts';
import { seriesColours } from './series-colours.ts';
import { drawText } from './text.ts';
import { themeColours } from './theme.ts';

/** Where the car would go by the recorded and by the predicted steering, as curvatures to the right in 1/m. */
export interface SketchedPaths {
  /** Null or NaN: none. */
  readonly recorded: number | null;
  readonly predicted: number | null;
  readonly sketch: PathSketch;
}

interface PictureOnCanvas {
  readonly imageWidth: number;
  readonly imageHeight: number;
  readonly toCanvas: { readonly scale: number; readonly left: number; readonly top: number };
  /** Pixels of the canvas to one of a small screen. */
  readonly pixelRatio: number;
}

/**
 * The predicted path as a ribbon, the recorded one as its two edges, so that both show where they lie over one another;
 * with a label that says what they are worth.
 */
export function drawPathSketch<Image>(
  ctx: AnnotationContext<Image>,
  { recorded, predicted, sketch }: SketchedPaths,
  { imageWidth, imageHeight, toCanvas, pixelRatio }: PictureOnCanvas,
): void {
  const { scale, left, top } = toCanvas;
  const size = { width: imageWidth, height: imageHeight };
  const onCanvas = ([x, y]: PicturePoint): PicturePoint => [left + x * scale, top + y * scale];
  const pathOf = (curvature: number | null) => {
    if (curvature === null || !Number.isFinite(curvature)) return null;
    const path = projectPath(curvature, sketch, size);
    return { left: path.left.map(onCanvas), right: path.right.map(onCanvas) };
  };
  const [ribbon, edges] = [pathOf(predicted), pathOf(recorded)];
  if (!ribbon && !edges) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, imageWidth * scale, imageHeight * scale);
  ctx.clip();
  ctx.lineJoin = 'round';
  ctx.lineCap = 'round';
  if (ribbon) {
    trace(ctx, [...ribbon.left, ...ribbon.right.toReversed()]);
    ctx.closePath();
    ctx.globalAlpha = 0.22;
    ctx.fillStyle = seriesColours.predicted;
    ctx.fill();
    ctx.globalAlpha = 1;
    for (const edge of [ribbon.left, ribbon.right]) strokeEdge(ctx, edge, seriesColours.predicted, 1.5 * pixelRatio);
  }
  for (const edge of edges ? [edges.left, edges.right] : [])
    strokeEdge(ctx, edge, seriesColours.recorded, 2 * pixelRatio);
  drawLabel(ctx, left + (imageWidth * scale) / 2, top + imageHeight * scale - 8 * pixelRatio, pixelRatio);
  ctx.restore();
}

function trace<Image>(ctx: AnnotationContext<Image>, points: readonly PicturePoint[]): void {
  ctx.beginPath();
  points.forEach(([x, y], index) => (index === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)));
}

/** With a dark edge, which keeps it visible on snow. */
function strokeEdge<Image>(
  ctx: AnnotationContext<Image>,
  points: readonly PicturePoint[],
  colour: string,
  width: number,
): void {
  trace(ctx, points);
  ctx.strokeStyle = 'rgba(8, 10, 12, 0.45)';
  ctx.lineWidth = width * 2;
  ctx.stroke();
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.stroke();
}

function drawLabel<Image>(ctx: AnnotationContext<Image>, x: number, y: number, pixelRatio: number): void {
  const style = { size: 11 * pixelRatio, weight: 500, align: 'center' } as const;
  const text = 'path: a sketch, not measured';
  const width = drawText(ctx, text, x, y, { ...style, colour: themeColours.text });
  ctx.fillStyle = 'rgba(8, 10, 12, 0.7)';
  ctx.beginPath();
  ctx.roundRect(x - width / 2 - 6 * pixelRatio, y - 12 * pixelRatio, width + 12 * pixelRatio, 17 * pixelRatio, 4);
  ctx.fill();
  drawText(ctx, text, x, y, { ...style, colour: themeColours.text });
}
