import type { SaliencyMethod } from '../../shared/saliency-methods.ts';
import type { MaskMethod } from './mask-method.ts';
import { occlude } from './occlusion.ts';
import { relevanceMethods } from './relevance.ts';

export const maskMethods: Readonly<Record<SaliencyMethod, MaskMethod>> = {
  'visual-backprop': ({ backProp }) => Promise.resolve(backProp?.mask ?? null),
  ...relevanceMethods,
  occlusion: (question) => occlude(question),
};
