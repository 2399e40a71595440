import type { MaskContours } from '../../../shared/annotate/mask-contours.ts';
import type { FrameRect } from '../../../shared/pixels.ts';
import type { PictureSubject } from '../../state/picture-subject.svelte.ts';
import type { PictureSize, ShownFrame } from '../../state/screen.svelte.ts';

/** What lies over the picture. */
export interface PaintedMask {
  readonly bitmap: OffscreenCanvas | null;
  readonly contours: MaskContours | null;
  /** What of the frame it covers. */
  readonly seen: FrameRect;
}

/** A picture of the frame on the screen, as `FrameCanvas` draws it. */
export interface CanvasPicture {
  readonly shown: ShownFrame | null;
  readonly size: PictureSize;
  /** Whose steering is drawn over it; null: nobody's. */
  readonly subject: PictureSubject | null;
  /** What is framed; null: nothing. */
  readonly crop: FrameRect | null;
  /** 0..1; by how much the camera's picture is darkened under the mask. */
  readonly dimmed: number;
  readonly hasMask: boolean;
  /** Whose network's mask, or which difference: told behind "Camera frame"; null for the main network alone. */
  readonly title: string | null;
  readonly description: string;
  /** Reads what it depends on: call in an effect. */
  paint(): PaintedMask;
}
