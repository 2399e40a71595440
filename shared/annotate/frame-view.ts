import type { FrameRect } from '../pixels.ts';
import { colourBarHeight, colourBarWidth, drawColourBar, type ColourBar } from './colour-bar.ts';
import type { AnnotationContext, CanvasRect } from './context.ts';
import { drawMaskContours, type MaskContours } from './mask-contours.ts';
import { drawPathSketch, type SketchedPaths } from './path-sketch.ts';
import { drawText } from './text.ts';
import { themeColours } from './theme.ts';

/** From a point in the camera frame to the canvas: `left + x * scale`, `top + y * scale`. */
export interface FrameToCanvas {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

export interface FrameViewPicture<Image> {
  /** Null when the picture is missing or does not decode: `missingText` stands in its place. */
  readonly image: Image | null;
  /** Size of the camera frame in its own pixels. */
  readonly imageWidth: number;
  readonly imageHeight: number;
  /** The painted mask (`paintMask`), in any size: it is stretched over `networkView`. */
  readonly maskBitmap: Image | null;
  /** 0..1; by how much the picture is darkened under the mask. @default 0 */
  readonly dimmed?: number;
  /** The mask as lines, over `networkView` too. */
  readonly contours?: MaskContours | null;
  readonly paths?: SketchedPaths | null;
  /** Drawn over the picture's lower left corner. */
  readonly colourBar?: ColourBar | null;
  /** What part of the camera frame the network saw. */
  readonly networkView: FrameRect;
  /** What of it is framed, and the rest of the picture dimmed; null: nothing. */
  readonly crop: FrameRect | null;
  /** One short line for a frame without a picture. */
  readonly missingText?: string;
  /** Shows each pixel of the picture and of the mask as a square. @default false */
  readonly squarePixels?: boolean;
  /** Pixels of the canvas to one of a small screen: lines and text grow with it. @default 1 */
  readonly pixelRatio?: number;
}

/** Largest placement of the frame inside `rect` that keeps its proportions, centred. */
export function fitFrame(rect: CanvasRect, imageWidth: number, imageHeight: number): FrameToCanvas {
  const scale = Math.min(rect.width / Math.max(imageWidth, 1), rect.height / Math.max(imageHeight, 1));
  return {
    scale,
    left: rect.left + (rect.width - imageWidth * scale) / 2,
    top: rect.top + (rect.height - imageHeight * scale) / 2,
  };
}

/** Where a rectangle of the camera frame lies on the canvas. */
export function rectOnCanvas(rect: FrameRect, { scale, left, top }: FrameToCanvas): CanvasRect {
  return {
    left: left + rect.left * scale,
    top: top + rect.top * scale,
    width: rect.width * scale,
    height: rect.height * scale,
  };
}

/**
 * The camera frame, letterboxed into `rect`, the mask over it and the network's crop framed. The rest of `rect` is left as
 * it is.
 */
export function drawFrameView<Image>(
  ctx: AnnotationContext<Image>,
  rect: CanvasRect,
  picture: FrameViewPicture<Image>,
): FrameToCanvas {
  const { image, imageWidth, imageHeight, maskBitmap, networkView, crop, contours, paths, colourBar } = picture;
  const { squarePixels = false, pixelRatio = 1, dimmed = 0 } = picture;
  const toCanvas = fitFrame(rect, imageWidth, imageHeight);
  const whole = rectOnCanvas({ left: 0, top: 0, width: imageWidth, height: imageHeight }, toCanvas);
  ctx.save();
  ctx.imageSmoothingEnabled = !squarePixels;
  if (image) {
    ctx.drawImage(image, whole.left, whole.top, whole.width, whole.height);
  } else {
    ctx.fillStyle = themeColours.well;
    ctx.fillRect(whole.left, whole.top, whole.width, whole.height);
    drawText(ctx, picture.missingText ?? 'No picture', whole.left + whole.width / 2, whole.top + whole.height / 2, {
      colour: themeColours.textMuted,
      align: 'center',
      baseline: 'middle',
    });
  }
  if (dimmed > 0) {
    ctx.fillStyle = `rgba(10, 12, 14, ${dimmed})`;
    ctx.fillRect(whole.left, whole.top, whole.width, whole.height);
  }
  const seen = rectOnCanvas(networkView, toCanvas);
  if (maskBitmap) ctx.drawImage(maskBitmap, seen.left, seen.top, seen.width, seen.height);
  if (crop && (crop.width < imageWidth || crop.height < imageHeight))
    drawCrop(ctx, whole, rectOnCanvas(crop, toCanvas));
  if (contours) drawMaskContours(ctx, seen, contours, pixelRatio);
  if (paths) drawPathSketch(ctx, paths, { imageWidth, imageHeight, toCanvas, pixelRatio });
  if (colourBar) drawBarInCorner(ctx, rect, colourBar);
  ctx.restore();
  return toCanvas;
}

function drawBarInCorner<Image>(ctx: AnnotationContext<Image>, rect: CanvasRect, colourBar: ColourBar): void {
  const [width, height] = [colourBarWidth, colourBarHeight(colourBar)];
  const [left, top] = [rect.left + 12, rect.top + rect.height - height - 12];
  ctx.fillStyle = 'rgba(10, 12, 14, 0.8)';
  ctx.beginPath();
  ctx.roundRect(left, top, width, height, 4);
  ctx.fill();
  drawColourBar(ctx, { left: left + 8, top: top + 2, width: width - 16 }, colourBar);
}

/** What the network did not see is dimmed; a hairline with a dark edge stays visible on snow and on asphalt. */
function drawCrop<Image>(ctx: AnnotationContext<Image>, whole: CanvasRect, seen: CanvasRect): void {
  const seenBottom = seen.top + seen.height;
  const seenRight = seen.left + seen.width;
  ctx.fillStyle = 'rgba(8, 10, 12, 0.45)';
  ctx.fillRect(whole.left, whole.top, whole.width, seen.top - whole.top);
  ctx.fillRect(whole.left, seenBottom, whole.width, whole.top + whole.height - seenBottom);
  ctx.fillRect(whole.left, seen.top, seen.left - whole.left, seen.height);
  ctx.fillRect(seenRight, seen.top, whole.left + whole.width - seenRight, seen.height);

  const left = Math.round(seen.left) + 0.5;
  const top = Math.round(seen.top) + 0.5;
  const width = Math.round(seen.width) - 1;
  const height = Math.round(seen.height) - 1;
  ctx.lineWidth = 3;
  ctx.strokeStyle = 'rgba(8, 10, 12, 0.5)';
  ctx.strokeRect(left, top, width, height);
  ctx.lineWidth = 1;
  ctx.strokeStyle = themeColours.crop;
  ctx.strokeRect(left, top, width, height);
}
