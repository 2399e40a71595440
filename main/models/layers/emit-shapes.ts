import { toChannelsFirst, toChannelsLast } from '../onnx/axis-order.ts';
import { ints } from '../onnx/onnx-write.ts';
import { resizeScales, resizeSettings } from '../onnx/resize-settings.ts';
import { cannotEmit, mapSize, onlyInput, pair, type LayerEmitter, type LayerToEmit } from './emit-layer.ts';
import type { AxisSlice } from './layers-slice.ts';

/** The tensor of an input in the layer's own order of elements. */
export function channelsLast(one: LayerToEmit): string {
  const { name, shape } = onlyInput(one);
  return shape.length === 4 ? one.graph.node('Transpose', [name], [ints('perm', toChannelsLast)]) : name;
}

/** Puts a tensor in the layer's own order of elements the way the graph keeps it. */
export function asKept(one: LayerToEmit, tensor: string): string {
  return one.outputShape.length === 4 ? one.graph.node('Transpose', [tensor], [ints('perm', toChannelsFirst)]) : tensor;
}

/** Layers that move, cut, pad or resize, and those that do nothing when predicting. */
export const shapeEmitters: Readonly<Record<string, LayerEmitter>> = {
  ...Object.fromEntries(
    ['InputLayer', 'Dropout', 'SpatialDropout1D', 'GaussianNoise', 'GaussianDropout', 'AlphaDropout'].map((name) => [
      name,
      (one: LayerToEmit) => onlyInput(one).name,
    ]),
  ),
  Flatten: (one) => one.graph.node('Flatten', [channelsLast(one)]),
  Reshape: (one) => {
    const target = one.graph.ints('shape', [-1, ...lengths(one)]);
    return asKept(one, one.graph.node('Reshape', [channelsLast(one), target]));
  },
  Permute: (one) => {
    const order = [0, ...(one.config['dims'] as number[])];
    return asKept(one, one.graph.node('Transpose', [channelsLast(one)], [ints('perm', order)]));
  },
  ZeroPadding2D: (one) => {
    const [[top, bottom], [left, right]] = sides(one.config['padding'], 1);
    const pads = one.graph.ints('pads', [0, 0, top, left, 0, 0, bottom, right]);
    return one.graph.node('Pad', [onlyInput(one).name, pads]);
  },
  Cropping2D: (one) => {
    const [[top], [left]] = sides(one.config['cropping'], 0);
    const [height, width] = mapSize(one.layer, one.outputShape);
    const starts = one.graph.ints('starts', [top, left]);
    const ends = one.graph.ints('ends', [top + height, left + width]);
    return one.graph.node('Slice', [onlyInput(one).name, starts, ends, one.graph.ints('axes', [2, 3])]);
  },
  UpSampling2D: (one) => {
    if ((one.config['interpolation'] ?? 'nearest') !== 'nearest') throw cannotEmit(one.layer, 'interpolates');
    return resized(one, resizeSettings('nearest', 'asymmetric'));
  },
  NearestResize: (one) => resized(one, resizeSettings('nearest', 'half_pixel')),
  Slice: (one) => slice(one),
  RepeatVector: (one) => {
    const { graph, config } = one;
    const asRow = graph.node('Unsqueeze', [onlyInput(one).name, graph.ints('axes', [1])]);
    return graph.node('Tile', [asRow, graph.ints('repeats', [1, Number(config['n']), 1])]);
  },
  BilinearResize: (one) =>
    resized(one, resizeSettings('linear', one.config['sampling'] === 'legacy' ? 'asymmetric' : 'half_pixel')),
};

/** ONNX wants some end beyond the first element where it counts backwards. */
const beforeFirst = -(2 ** 31);

function slice(one: LayerToEmit): string {
  const { graph } = one;
  const { name, shape } = onlyInput(one);
  const axes = one.config['axes'] as unknown as readonly AxisSlice[];
  const dropsAxes = axes.some(({ alone }) => alone);
  const isMap = shape.length === 4 && !dropsAxes;
  const places = axes.map((_, axis) => (isMap ? ([2, 3, 1][axis] ?? 1) : axis + 1));
  const ends = axes.map(({ start, step, count }) => {
    const last = start + step * (count - 1);
    return step > 0 ? last + 1 : last === 0 ? beforeFirst : last - 1;
  });
  const parts = [axes.map(({ start }) => start), ends, places, axes.map(({ step }) => step)];
  const inputs = parts.map((values, index) => graph.ints(['starts', 'ends', 'axes', 'steps'][index] ?? '', values));
  const taken = graph.node('Slice', [isMap ? name : channelsLast(one), ...inputs]);
  if (!dropsAxes) return taken;
  return asKept(one, graph.node('Reshape', [taken, graph.ints('shape', [-1, ...lengths(one)])]));
}

function resized(one: LayerToEmit, settings: ReturnType<typeof resizeSettings>): string {
  const { graph, layer } = one;
  const [inputHeight, inputWidth] = mapSize(layer, onlyInput(one).shape);
  const [height, width] = mapSize(layer, one.outputShape);
  const scales = graph.floats('scales', [4], resizeScales([inputHeight, inputWidth], [height, width]));
  return graph.node('Resize', [onlyInput(one).name, '', scales], settings);
}

function lengths({ layer, outputShape }: LayerToEmit): number[] {
  return outputShape.slice(1).map((length) => {
    if (length === null) throw cannotEmit(layer, 'leaves its output shape open');
    return length;
  });
}

/** `[[top, bottom], [left, right]]` from any of the ways in which Keras writes it. */
function sides(value: unknown, fallback: number): [[number, number], [number, number]] {
  const [vertical, horizontal] = Array.isArray(value) ? (value as unknown[]) : [value, value];
  return [pair(vertical, fallback), pair(horizontal, fallback)];
}
