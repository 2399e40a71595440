import type { FrameAnalysis } from '../../shared/analysis.ts';
import type { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { Part } from './frame-store.ts';

/** Sizes that differ by rounding only are of one shape. */
const sameShape = 0.02;

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** What is on the screen: picture and analysis always of the same frame. */
export interface ShownFrame {
  readonly frame: number;
  /**
   * The frame that was asked for, while its picture is on its way and a draft is shown: of `frame`, and perhaps smaller
   * than recorded. Null: the picture is as recorded.
   */
  readonly draftFor: number | null;
  readonly image: ImageBitmap | null;
  /** Of the picture as recorded; null where it is lost. */
  readonly size: PictureSize | null;
  readonly imageError: SteerscopeError | null;
  readonly analysis: FrameAnalysis | null;
  readonly analysisError: SteerscopeError | null;
  /** The analysis is still to come. */
  readonly pending: boolean;
}

/** What is on the screen. */
export class Screen {
  shown = $state.raw<ShownFrame | null>(null);
  /** The frame shown as recorded, or last so while a draft is shown. */
  settledFrame = $state<number | null>(null);

  #draftImage: ImageBitmap | null = null;
  #recordedSize: PictureSize | null = null;

  /** A draft that was shown is closed. */
  show(shown: ShownFrame | null): void {
    const image = shown?.image ?? null;
    const isDraft = shown !== null && shown.draftFor !== null;
    this.shown = shown;
    if (this.#draftImage !== image) this.#draftImage?.close();
    this.#draftImage = isDraft ? image : null;
    if (isDraft) return;
    this.#recordedSize = shown && (shown.size ?? this.#recordedSize);
    this.settledFrame = shown?.frame ?? null;
  }

  /** The picture stays; its analysis no longer holds. */
  forgetAnalysis(pending: boolean): void {
    if (this.shown) this.shown = { ...this.shown, analysis: null, analysisError: null, pending };
  }

  /** A draft as it is shown: as large as the pictures before it, and without an analysis, which would be of another frame. */
  draft(frame: number, draftFor: number, image: ImageBitmap): ShownFrame {
    const { width, height } = image;
    const recorded = this.#recordedSize;
    const isSameShape = recorded && Math.abs((recorded.width * height) / (recorded.height * width) - 1) < sameShape;
    const size = isSameShape ? recorded : { width, height };
    return { frame, draftFor, image, size, imageError: null, analysis: null, analysisError: null, pending: true };
  }
}

export function shownFrame(
  frame: number,
  image: Part<ImageBitmap> | null,
  analysis: Part<FrameAnalysis> | null,
  pending = false,
): ShownFrame {
  return {
    frame,
    draftFor: null,
    image: image?.value ?? null,
    size: image?.value ? { width: image.value.width, height: image.value.height } : null,
    imageError: image?.error ?? null,
    analysis: analysis?.value ?? null,
    analysisError: analysis?.error ?? null,
    pending,
  };
}
