import type { WindowAxis } from '../../shared/geometry.ts';

/** For each element along one axis of an up-scaled map: which elements of the map it sums, ascending. */
export type AxisSources = readonly (readonly number[])[];

/** Those of a ones-deconvolution: all j for which s·j + d·t − p = y for a t in 0..k-1. */
export function deconvolutionSources(axis: WindowAxis): AxisSources {
  const { kernel, stride, dilation, padBefore, inputSize, outputSize } = axis;
  const sources = Array.from({ length: inputSize }, (): number[] => []);
  for (let j = 0; j < outputSize; j++)
    for (let t = 0; t < kernel; t++) sources[stride * j + dilation * t - padBefore]?.push(j);
  return sources;
}
