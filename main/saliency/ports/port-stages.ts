import type { GeometryStep, WindowStep } from '../../../shared/geometry.ts';
import type { MapPoint } from '../../../shared/map-path.ts';
import type { SteerscopeError } from '../../../shared/steerscope-error.ts';
import type { PortStages } from './port-profile.ts';
import { convolutionLayers, isConvolution, isWindow, outputOf, type ConvolutionLayer } from './convolution-layers.ts';
import { portRefusal } from './port-refusal.ts';

/** A map that a port multiplies in. */
export interface PortStage {
  readonly point: MapPoint;
  /** What made it of the map below; null where a port does not look at it. */
  readonly window: WindowStep | null;
  /** Of the window's layer; null for none. */
  readonly activation: string | null;
}

export interface PortReading {
  /** Shallowest first; at least one. */
  readonly stages: readonly PortStage[];
  /** What the first convolution or pooling takes: a port's picture. */
  readonly input: MapPoint;
  /** From the picture up to `input`: crops, resizes within the network. */
  readonly before: readonly GeometryStep[];
}

/** The maps that a port reads in a network. @throws SteerscopeError where it finds none, or other than it expects. */
export function portReading(kind: PortStages, path: readonly MapPoint[]): PortReading {
  const first = path.findIndex(isWindow);
  const input = path[first - 1];
  if (!input) throw noConvolution();
  const before = path.slice(0, first).flatMap(({ steps }) => steps);
  const join = path.find(({ isJoin }) => isJoin);
  if (kind !== 'residual-blocks' && join)
    throw portRefusal(`The program reads chains of layers; in this network branches meet at ${join.node}.`);
  const stages = readers[kind](path);
  if (stages.length === 0) throw noConvolution();
  return { stages, input, before };
}

const noConvolution = (): SteerscopeError => portRefusal('The network has no convolution that can be read.');

const readers: Readonly<Record<PortStages, (path: readonly MapPoint[]) => readonly PortStage[]>> = {
  'each-relu': (path) => reluStages(path),
  'convolution-layers': (path) => layerStages(path, ({ last }) => path[last]!),
  'convolution-layers-activated': (path) =>
    layerStages(path, ({ last }) => {
      const next = path.slice(last + 1).find(({ operator }) => operator !== 'Transpose');
      return next && next.activation !== null && !isWindow(next) ? next : path[last]!;
    }),
  'before-max-pooling': (path) => beforeMaxPooling(path),
  'before-later-max-pooling': (path) => {
    const stages = beforeMaxPooling(path);
    return stages.length > 1 ? stages.slice(1) : stages;
  },
  'convolutions-and-pooling': (path) =>
    path.flatMap((made, place) => (isWindow(made) ? [stageOf(outputOf(path, place), made)] : [])),
  'inputs-of-convolutions-and-pooling': (path) => windowInputs(path),
  'residual-blocks': (path) => residualBlocks(path),
};

function stageOf(point: MapPoint, made: MapPoint, activation = made.activation): PortStage {
  const window = made.steps.findLast((step) => 'vertical' in step);
  return { point, window: window ?? null, activation };
}

function reluStages(path: readonly MapPoint[]): PortStage[] {
  return path.flatMap((point, index) => {
    if (!isConvolution(point)) return [];
    const next = path.findIndex((other, at) => at > index && isConvolution(other));
    const activated = path.slice(index, next < 0 ? undefined : next).find(({ activation }) => activation !== null);
    if (activated?.activation !== 'relu')
      throw portRefusal(
        `The program expects a ReLU after each convolution; after ${point.node} the network has ${activated?.activation ?? 'none'}.`,
      );
    return [stageOf(activated, point)];
  });
}

function layerStages(path: readonly MapPoint[], read: (layer: ConvolutionLayer) => MapPoint): PortStage[] {
  return convolutionLayers(path).map((layer) => {
    return stageOf(read(layer), path[layer.first]!, path[layer.last]!.activation);
  });
}

function beforeMaxPooling(path: readonly MapPoint[]): PortStage[] {
  const stages = path.flatMap(({ operator }, index) => {
    const taken = operator === 'MaxPool' ? path[index - 1] : undefined;
    return taken ? [{ point: taken, window: null, activation: null }] : [];
  });
  if (stages.length === 0)
    throw portRefusal('The program reads only what each max pooling takes, and the network has no max pooling.');
  return stages;
}

function windowInputs(path: readonly MapPoint[]): PortStage[] {
  const last = path.findLastIndex(({ activation }) => activation !== null);
  if (last < 0) throw portRefusal('The program starts from an activation, and the network has none.');
  const places = [...path.keys()].filter((place) => place <= last && isWindow(path[place]!));
  return places.map((place, index) => {
    const above = places[index + 1];
    return stageOf(path[above === undefined ? last : above - 1]!, path[place]!);
  });
}

function residualBlocks(path: readonly MapPoint[]): PortStage[] {
  const joins = [...path.keys()].filter((place) => path[place]!.isJoin);
  if (joins.length === 0) throw portRefusal('The program reads residual blocks, and the network has none.');
  const stem = path.slice(0, joins[0]).filter(isConvolution);
  if (stem.length !== 1)
    throw portRefusal(`The program expects one convolution before the blocks; the network has ${stem.length}.`);
  const starts = [path.indexOf(stem[0]!), ...joins];
  return starts.map((start, index) => {
    const block = path.slice(start, starts[index + 1]);
    const point = block.find(({ activation }) => activation !== null);
    if (point?.activation !== 'relu' || (index > 0 && path[start]!.operator === 'Concat'))
      throw portRefusal(`The program expects a ReLU after each addition; after ${path[start]!.node} there is none.`);
    return stageOf(point, path[start]!);
  });
}
