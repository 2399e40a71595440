import type { FrameRect } from '../../shared/pixels.ts';
import type { Preprocessing, PreprocessingStep } from '../../shared/preprocessing.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { affine, type PerChannel } from './affine.ts';
import { cv2Colour } from './cv2-colour.ts';
import { gaussianBlur } from './gaussian-blur.ts';
import type { PixelData, PixelLayout, PixelOperation } from './pixel-operation.ts';
import { resizeByMethod } from './resize.ts';

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

type CropStep = Extract<PreprocessingStep, { op: 'crop' }>;

/** Intermediate pictures beyond this are refused: a typing error, not a wish. */
const maxPixels = 1 << 26;

/** @throws SteerscopeError `bad-preprocessing` naming the step, counted from 1. */
export function planPreprocessing(
  { steps }: Preprocessing,
  imageWidth: number,
  imageHeight: number,
): PreprocessingPlan {
  // The picture is RGBA; reading it with a stride of 4 makes it RGB, and a crop only moves where reading begins.
  let layout: PixelLayout = {
    width: imageWidth,
    height: imageHeight,
    channels: 3,
    isFloat: false,
    pixelStride: 4,
    rowStride: imageWidth * 4,
  };
  let offset = 0;
  let view: FrameRect = { left: 0, top: 0, width: imageWidth, height: imageHeight };
  const operations: Omit<PlannedOperation, 'target'>[] = [];
  const append = (operation: PixelOperation) => {
    operations.push({ operation, offset });
    layout = operation.output;
    offset = 0;
  };

  steps.forEach((step, index) => {
    if (step.op === 'crop') {
      view = cropView(view, layout, step);
      offset += step.top * layout.rowStride + step.left * layout.pixelStride;
      layout = cropLayout(layout, step, index);
    } else {
      const operation = planStep(step, layout, index);
      if (operation) append(operation);
    }
  });
  if (operations.length === 0 || offset > 0 || isCropped(layout) || !layout.isFloat) append(affine(layout, 1, 0));

  const stages = operations.map((planned, index) => ({
    ...planned,
    target: index === operations.length - 1 ? null : makeBuffer(planned.operation.output),
  }));
  return { imageWidth, imageHeight, stages, output: layout, networkView: view };
}

const isCropped = ({ width, channels, rowStride }: PixelLayout) => rowStride > width * channels;

function makeBuffer({ width, height, channels, isFloat }: PixelLayout): PixelData {
  const length = width * height * channels;
  return isFloat ? new Float32Array(length) : new Uint8Array(length);
}

/** Null when the step changes nothing. */
function planStep(
  step: Exclude<PreprocessingStep, CropStep>,
  layout: PixelLayout,
  index: number,
): PixelOperation | null {
  switch (step.op) {
    case 'resize': {
      if (step.width * step.height > maxPixels)
        throw badStep(index, `resizes to ${step.width} × ${step.height} pixels`, `Stay below ${maxPixels} pixels.`);
      const isSameSize = step.width === layout.width && step.height === layout.height;
      return isSameSize ? null : resizeByMethod[step.method](layout, step.width, step.height);
    }
    case 'colour':
      if (layout.channels !== 3)
        throw badStep(
          index,
          `converts ${step.conversion}, but ${layout.channels} channel is left there, not 3`,
          'Remove it, or move it before the step that makes the picture grey.',
        );
      return cv2Colour(layout, step.conversion);
    case 'gaussian-blur':
      return gaussianBlur(layout, step.kernel);
    case 'affine':
      for (const name of ['scale', 'offset'] as const) checkPerChannel(step[name], name, layout, index);
      return affine(layout, step.scale, step.offset);
  }
}

function checkPerChannel(values: PerChannel, name: string, layout: PixelLayout, index: number): void {
  if (typeof values === 'number' || values.length === layout.channels) return;
  throw badStep(
    index,
    `gives ${values.length} numbers as ${name}, but the picture has ${layout.channels} channels there`,
    'Give one number, or one for each channel.',
  );
}

function cropLayout(layout: PixelLayout, { top, bottom, left, right }: CropStep, index: number): PixelLayout {
  const width = layout.width - left - right;
  const height = layout.height - top - bottom;
  if (width >= 1 && height >= 1) return { ...layout, width, height };
  throw badStep(
    index,
    `crops ${top} rows above, ${bottom} below, ${left} columns left and ${right} right of a ${layout.width} × ${layout.height} picture, which leaves nothing`,
    'Crop less, or correct the order of the steps: a crop counts pixels of the picture as it is then.',
  );
}

function cropView(view: FrameRect, layout: PixelLayout, { top, bottom, left, right }: CropStep): FrameRect {
  const framePerColumn = view.width / layout.width;
  const framePerRow = view.height / layout.height;
  return {
    left: view.left + left * framePerColumn,
    top: view.top + top * framePerRow,
    width: (layout.width - left - right) * framePerColumn,
    height: (layout.height - top - bottom) * framePerRow,
  };
}

function badStep(index: number, what: string, nextStep: string): SteerscopeError {
  return new SteerscopeError('bad-preprocessing', `Preprocessing step ${index + 1} ${what}.`, nextStep);
}
