import type { FrameRect } from '../../shared/pixels.ts';
import type { Preprocessing, PreprocessingStep } from '../../shared/preprocessing.ts';
import { affine } from './affine.ts';
import type { PixelData, PixelLayout, PixelOperation } from './pixel-operation.ts';
import { badStep, planStep, type CropStep } from './plan-step.ts';

/** An operation with where its pixels begin in what the one before left, and the buffer it fills. */
export interface PlannedOperation {
  readonly operation: PixelOperation;
  readonly offset: number;
  /** Null for the last: it fills the network's input. */
  readonly target: PixelData | null;
}

/** A preprocessing made ready for pictures of one size. The last operation always gives floats. */
export interface PreprocessingPlan {
  readonly imageWidth: number;
  readonly imageHeight: number;
  readonly stages: readonly PlannedOperation[];
  readonly output: PixelLayout;
  readonly networkView: FrameRect;
}

/** In pixels. */
type Crop = Pick<CropStep, 'top' | 'bottom' | 'left' | 'right'>;

/** How far the steps are done: where the pixels lie in the buffer of the last operation, and what the network sees. */
export interface PlanPlace {
  readonly layout: PixelLayout;
  /** Elements before the first pixel. */
  readonly offset: number;
  readonly view: FrameRect;
}

/** Before the first step: the picture is RGBA; reading it with a stride of 4 makes it RGB. */
export function planStart(imageWidth: number, imageHeight: number): PlanPlace {
  return {
    layout: {
      width: imageWidth,
      height: imageHeight,
      channels: 3,
      isFloat: false,
      pixelStride: 4,
      rowStride: imageWidth * 4,
    },
    offset: 0,
    view: { left: 0, top: 0, width: imageWidth, height: imageHeight },
  };
}

/**
 * Where a step leads; a crop only moves where reading begins, so that its operation is null.
 * @throws SteerscopeError `bad-preprocessing`. @param index of the step.
 */
export function planNext(
  { layout, offset, view }: PlanPlace,
  step: PreprocessingStep,
  index: number,
): { readonly place: PlanPlace; readonly operation: PixelOperation | null } {
  if (step.op === 'crop' || step.op === 'crop-share') {
    const crop = step.op === 'crop' ? step : wholePixels(step, layout);
    const cropped = {
      view: cropView(view, layout, crop),
      offset: offset + crop.top * layout.rowStride + crop.left * layout.pixelStride,
      layout: cropLayout(layout, crop, index),
    };
    return { place: cropped, operation: null };
  }
  const operation = planStep(step, layout, index);
  return { place: operation ? { layout: operation.output, offset: 0, view } : { layout, offset, view }, operation };
}

/** @throws SteerscopeError `bad-preprocessing` naming the step, counted from 1. */
export function planPreprocessing(
  { steps }: Preprocessing,
  imageWidth: number,
  imageHeight: number,
): PreprocessingPlan {
  let place = planStart(imageWidth, imageHeight);
  const operations: Omit<PlannedOperation, 'target'>[] = [];
  steps.forEach((step, index) => {
    const { offset } = place;
    const next = planNext(place, step, index);
    if (next.operation) operations.push({ operation: next.operation, offset });
    place = next.place;
  });
  const { layout, offset, view } = place;
  if (operations.length === 0 || offset > 0 || isCropped(layout) || !layout.isFloat)
    operations.push({ operation: affine(layout, 1, 0), offset });

  const stages = operations.map((planned, index) => ({
    ...planned,
    target: index === operations.length - 1 ? null : makeBuffer(planned.operation.output),
  }));
  const output = stages.at(-1)?.operation.output ?? layout;
  return { imageWidth, imageHeight, stages, output, networkView: view };
}

const isCropped = ({ width, channels, rowStride }: PixelLayout) => rowStride > width * channels;

/** Room for pixels without gaps. */
export function makeBuffer({ width, height, channels, isFloat }: PixelLayout): PixelData {
  const length = width * height * channels;
  return isFloat ? new Float32Array(length) : new Uint8Array(length);
}

/** Shares of a size in whole pixels, rounded down. */
function wholePixels({ top, bottom, left, right }: Crop, { width, height }: PixelLayout): Crop {
  return {
    top: Math.floor(height * top),
    bottom: Math.floor(height * bottom),
    left: Math.floor(width * left),
    right: Math.floor(width * right),
  };
}

function cropLayout(layout: PixelLayout, { top, bottom, left, right }: Crop, index: number): PixelLayout {
  const width = layout.width - left - right;
  const height = layout.height - top - bottom;
  if (width >= 1 && height >= 1) return { ...layout, width, height };
  throw badStep(
    index,
    `crops ${top} rows above, ${bottom} below, ${left} columns left and ${right} right of a ${layout.width} × ${layout.height} picture, which leaves nothing`,
    'Crop less, or correct the order of the steps: a crop counts pixels of the picture as it is then.',
  );
}

function cropView(view: FrameRect, layout: PixelLayout, { top, bottom, left, right }: Crop): FrameRect {
  const framePerColumn = view.width / layout.width;
  const framePerRow = view.height / layout.height;
  return {
    left: view.left + left * framePerColumn,
    top: view.top + top * framePerRow,
    width: (layout.width - left - right) * framePerColumn,
    height: (layout.height - top - bottom) * framePerRow,
  };
}
