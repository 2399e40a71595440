import type { SaliencyMethod } from '../../shared/saliency-methods.ts';
import type { MaskMethod } from './mask-method.ts';
import { occlude } from './occlusion.ts';

export const maskMethods: Readonly<Record<SaliencyMethod, MaskMethod>> = {
  'visual-backprop': ({ backProp }) => Promise.resolve(backProp?.mask ?? null),
  occlusion: (question) => occlude(question),
};
