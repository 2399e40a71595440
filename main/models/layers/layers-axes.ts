import type { Shape, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { keepsPlaces } from './layers-geometry.ts';
import { inputTensorsOf } from './layers-tensors.ts';

/** Where a tensor of four axes has batch, rows, columns and channels: `[0, 1, 2, 3]` unless a Permute moved them. */
export type AxisPlaces = readonly number[];

const straight: AxisPlaces = [0, 1, 2, 3];

export function isStraight(places: AxisPlaces | undefined): boolean {
  return places !== undefined && places.every((place, axis) => place === axis);
}

/**
 * The places of every tensor's axes: a network that normalises rows, say, has its axes moved for that and back. A tensor that
 * is missing cannot be told.
 */
export function axisPlaces(tensors: Iterable<SymbolicTensor>): ReadonlyMap<SymbolicTensor, AxisPlaces> {
  const found = new Map<SymbolicTensor, AxisPlaces>();
  for (const tensor of tensors) {
    const places = placesOf(tensor, found);
    if (places) found.set(tensor, places);
  }
  return found;
}

function placesOf(tensor: SymbolicTensor, found: ReadonlyMap<SymbolicTensor, AxisPlaces>): AxisPlaces | undefined {
  const layer = tensor.sourceLayer;
  const inputs = inputTensorsOf(tensor).map((input) => found.get(input));
  const [first] = inputs;
  if (inputs.every(isStraight) && layer.getClassName() !== 'Permute') return straight;
  if (layer.getClassName() === 'Permute') {
    const order = [0, ...(layer.getConfig()['dims'] as number[])];
    return first?.map((place) => order.indexOf(place));
  }
  const areAlike = first !== undefined && inputs.every((places) => places?.join() === first.join());
  return areAlike && keepsPlaces(layer) ? first : undefined;
}

/** A shape as it were with its axes in their places: batch, rows, columns, channels. */
export function straightened(shape: Shape, places: AxisPlaces): Shape {
  return shape.length === places.length ? places.map((place) => shape[place] ?? null) : shape;
}
