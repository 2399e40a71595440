import type { GeometryStep } from '../../shared/geometry.ts';
import { planOnesConvolution } from './ones-convolution.ts';
import { planOnesDeconvolution } from './ones-deconvolution.ts';
import { undoCrop, undoPad, undoResize } from './undo-reshaping.ts';
import type { Upscale } from './upscale.ts';

/** The way back through one step of the network. Pooling is a window like a convolution; compose-pooling.ts has the other reading. */
export function planUpscale(step: GeometryStep): Upscale {
  switch (step.kind) {
    case 'convolution':
    case 'pooling':
      return planOnesDeconvolution(step.vertical, step.horizontal);
    case 'transposed-convolution':
      return planOnesConvolution(step.vertical, step.horizontal);
    case 'crop':
      return undoCrop(step);
    case 'pad':
      return undoPad(step);
    case 'resize':
      return undoResize(step);
  }
}

/** Size of the map that a step makes. */
export function sizeAfter(step: GeometryStep): { readonly height: number; readonly width: number } {
  switch (step.kind) {
    case 'convolution':
    case 'pooling':
    case 'transposed-convolution':
      return { height: step.vertical.outputSize, width: step.horizontal.outputSize };
    case 'crop':
      return {
        height: step.inputHeight - step.top - step.bottom,
        width: step.inputWidth - step.left - step.right,
      };
    case 'pad':
      return {
        height: step.inputHeight + step.top + step.bottom,
        width: step.inputWidth + step.left + step.right,
      };
    case 'resize':
      return { height: step.outputHeight, width: step.outputWidth };
  }
}
