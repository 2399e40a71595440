import type { SaliencyMethod } from '../../shared/saliency-methods.ts';
import { evenVisualBackProp } from './even-visual-backprop.ts';
import { gradCam } from './grad-cam.ts';
import { gradient, gradientTimesInput, guidedBackprop } from './gradient.ts';
import { integratedGradients } from './integrated-gradients.ts';
import type { MaskMethod } from './mask-method.ts';
import { occlude } from './occlusion.ts';
import { portMaskMethods } from './ports/port-methods.ts';
import { relevanceMethods } from './relevance.ts';
import { smoothGrad } from './smooth-grad.ts';
import { timesInput } from './times-input.ts';

export const maskMethods: Readonly<Record<SaliencyMethod, MaskMethod>> = {
  'visual-backprop': ({ backProp }) => Promise.resolve(backProp?.mask ?? null),
  'visual-backprop-even': ({ averaged, stages, size }) =>
    Promise.resolve(stages.length > 0 ? evenVisualBackProp(averaged, stages, size) : null),
  'visual-backprop-times-input': (question) => Promise.resolve(timesInput(question)),
  ...relevanceMethods,
  gradient,
  'gradient-times-input': gradientTimesInput,
  smoothgrad: (question) => smoothGrad(question),
  'integrated-gradients': (question) => integratedGradients(question),
  'guided-backprop': guidedBackprop,
  'grad-cam': gradCam,
  occlusion: (question) => occlude(question),
  ...portMaskMethods,
};
