import type { MapPoint } from '../../../shared/map-path.ts';

/** Places in a path of the nodes that make up one layer with a convolution. */
export interface ConvolutionLayer {
  readonly first: number;
  readonly last: number;
}

const convolving = new Set(['Conv', 'ConvTranspose', 'com.microsoft.FusedConv']);
const pooling = new Set(['MaxPool', 'AveragePool', 'LpPool']);
/** What belongs to a convolution wherever it follows one: the bias, and axes in another order. */
const passive = new Set(['Add', 'Transpose', 'Identity', 'Cast']);

export const isConvolution = ({ operator }: MapPoint): boolean => convolving.has(operator);
export const isWindow = (point: MapPoint): boolean => isConvolution(point) || pooling.has(point.operator);

/** What a convolution gives with its bias, which TensorFlow's graphs add as a node of their own; or a pooling. */
export function outputOf(path: readonly MapPoint[], place: number): MapPoint {
  const end = path.findIndex((point, at) => at > place && !(passive.has(point.operator) && !point.isJoin));
  const after = isConvolution(path[place]!) ? path.slice(place, end < 0 ? undefined : end) : [];
  return after.findLast(({ operator }) => operator === 'Add') ?? path[place]!;
}

export function convolutionLayers(path: readonly MapPoint[]): readonly ConvolutionLayer[] {
  const layers: ConvolutionLayer[] = [];
  for (let first = 0; first < path.length; first++) {
    if (!isConvolution(path[first]!)) continue;
    let last = first;
    while (path[last]!.activation === null && isPartOf(path[first]!, path[last + 1])) last++;
    layers.push({ first, last });
    first = last;
  }
  return layers;
}

/**
 * Nodes of one layer are told by their names, as Keras, TensorFlow and Steerscope itself write them: `conv2d_1/Conv2D`,
 * `conv2d_1/BiasAdd`, `conv2d_1/Relu`. Where names tell of no layers, or of PyTorch's modules (`/features/0/Conv`), of
 * which an activation is never a part, the activation straight behind a convolution counts as its own, as one would write
 * it in Keras.
 */
function isPartOf(convolution: MapPoint, next: MapPoint | undefined): boolean {
  if (!next) return false;
  const [layer, other] = [scopeOf(convolution.tensor), scopeOf(next.tensor)];
  const isNamed = other !== '' && !layer.startsWith('/');
  if (isNamed && other === layer) return true;
  if (isWindow(next)) return false;
  // Of a TensorFlow node the ONNX nodes that it is written as are called after it: `conv2d_1/Conv2D/Conv`.
  return isNamed ? other === scopeOf(layer) : next.activation !== null || passive.has(next.operator);
}

const scopeOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('/')));
