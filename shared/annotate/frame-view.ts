import type { FrameRect } from '../pixels.ts';
import type { AnnotationContext, CanvasRect } from './context.ts';
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
  /** What part of the camera frame the network saw. */
  readonly networkView: FrameRect;
  /** What of it is framed, and the rest of the picture dimmed; null: nothing. */
  readonly crop: FrameRect | null;
  /** One short line for a frame without a picture. */
  readonly missingText?: string;
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
  const { image, imageWidth, imageHeight, maskBitmap, networkView, crop } = picture;
  const toCanvas = fitFrame(rect, imageWidth, imageHeight);
  const whole = rectOnCanvas({ left: 0, top: 0, width: imageWidth, height: imageHeight }, toCanvas);
  ctx.save();
  ctx.imageSmoothingEnabled = true;
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
  const seen = rectOnCanvas(networkView, toCanvas);
  if (maskBitmap) ctx.drawImage(maskBitmap, seen.left, seen.top, seen.width, seen.height);
  if (crop && (crop.width < imageWidth || crop.height < imageHeight))
    drawCrop(ctx, whole, rectOnCanvas(crop, toCanvas));
  ctx.restore();
  return toCanvas;
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
