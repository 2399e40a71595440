/** The methods that can make the final mask; the paper's is the default. */
export const saliencyMethods = ['visual-backprop', 'occlusion'] as const;
export type SaliencyMethod = (typeof saliencyMethods)[number];

/** Many passes of the network a frame: neither worked out before a frame is looked at, nor while playing. */
export const isSlowMethod = (method: SaliencyMethod): boolean => method === 'occlusion';

export const methodNames: Readonly<Record<SaliencyMethod, string>> = {
  'visual-backprop': 'VisualBackProp',
  occlusion: 'Occlusion',
};
