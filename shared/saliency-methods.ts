/** The methods that can make the final mask; the paper's is the default. */
export const saliencyMethods = ['visual-backprop', 'occlusion'] as const;
export type SaliencyMethod = (typeof saliencyMethods)[number];

export const methodNames: Readonly<Record<SaliencyMethod, string>> = {
  'visual-backprop': 'VisualBackProp',
  occlusion: 'Occlusion',
};
