import type { SaliencyMethod } from '../../shared/saliency-methods.ts';
import { gradCam } from './grad-cam.ts';
import { gradient, gradientTimesInput, guidedBackprop } from './gradient.ts';
import { integratedGradients } from './integrated-gradients.ts';
import type { MaskMethod } from './mask-method.ts';
import { occlude } from './occlusion.ts';
import { portMaskMethods } from './ports/port-methods.ts';
import { relevanceMethods } from './relevance.ts';
import { smoothGrad } from './smooth-grad.ts';

export const maskMethods: Readonly<Record<SaliencyMethod, MaskMethod>> = {
  'visual-backprop': ({ backProp }) => Promise.resolve(backProp?.mask ?? null),
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
