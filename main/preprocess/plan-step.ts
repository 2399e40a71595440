import type { PreprocessingStep } from '../../shared/preprocessing.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { affine, type PerChannel } from './affine.ts';
import { cv2Colour } from './cv2-colour.ts';
import { equalizeHist } from './equalize-hist.ts';
import { gaussianBlur } from './gaussian-blur.ts';
import { pickChannels } from './pick-channels.ts';
import type { PixelLayout, PixelOperation } from './pixel-operation.ts';
import { resizeByMethod } from './resize.ts';
import { isTfConversion, tfColour } from './tf-colour.ts';
import { minMax, standardise } from './whole-picture.ts';

export type CropStep = Extract<PreprocessingStep, { op: 'crop' | 'crop-share' }>;

/** Intermediate pictures beyond this are refused: a typing error, not a wish. */
const maxPixels = 1 << 26;

/**
 * The operation of one step for pixels that lie as `layout` says; null when it changes nothing.
 * @param index of the step, for the refusal.
 * @throws SteerscopeError `bad-preprocessing`.
 */
export function planStep(
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
          `converts ${step.conversion}, but ${channelsLeft(layout)} there, not 3`,
          'Remove it, or move it before the step that makes the picture grey.',
        );
      return isTfConversion(step.conversion) ? tfColour(layout, step.conversion) : cv2Colour(layout, step.conversion);
    case 'channels': {
      const missing = step.pick.find((channel) => channel >= layout.channels);
      if (missing !== undefined) throw noChannel(index, missing, layout);
      return pickChannels(layout, step.pick);
    }
    case 'equalize-hist':
      if (step.channel >= layout.channels) throw noChannel(index, step.channel, layout);
      if (layout.isFloat)
        throw badStep(
          index,
          'equalises a histogram, but the pixels are floats there',
          'Move it before the step that scales.',
        );
      return equalizeHist(layout, step.channel);
    case 'gaussian-blur':
      return gaussianBlur(layout, step.kernel);
    case 'affine':
      for (const name of ['scale', 'offset'] as const) checkPerChannel(step[name], name, layout, index);
      return affine(layout, step.scale, step.offset);
    case 'standardise':
      return standardise(layout);
    case 'min-max':
      return minMax(layout, step.low, step.high);
  }
}

const channelsLeft = ({ channels }: PixelLayout): string =>
  channels === 1 ? '1 channel is left' : `${channels} channels are left`;

function noChannel(index: number, channel: number, layout: PixelLayout): SteerscopeError {
  return badStep(
    index,
    `names channel ${channel}, counted from 0, but ${channelsLeft(layout)} there`,
    'Name a channel that is there.',
  );
}

function checkPerChannel(values: PerChannel, name: string, layout: PixelLayout, index: number): void {
  if (typeof values === 'number' || values.length === layout.channels) return;
  throw badStep(
    index,
    `gives ${values.length} numbers as ${name}, but the picture has ${layout.channels} channels there`,
    'Give one number, or one for each channel.',
  );
}

/** @param index of the step, from 0; told from 1. */
export function badStep(index: number, what: string, nextStep: string): SteerscopeError {
  return new SteerscopeError('bad-preprocessing', `Preprocessing step ${index + 1} ${what}.`, nextStep);
}
