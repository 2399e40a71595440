import { layers } from '@tensorflow/tfjs-layers';
import type { Shape } from '@tensorflow/tfjs-layers';
import { shortJson, type LayerSettings } from './keras-layer-config.ts';
import { channelsOf, identity, plain, shortNumber, type Recipes } from './keras-recipe.ts';
import { decodeLambda } from './lambda-decode.ts';
import type { AxisRange, LambdaOperation, PerChannel } from './lambda-operations.ts';
import { Affine } from './layers-affine.ts';
import { BilinearResize } from './layers-resize.ts';

/** Fixed arithmetic and resizing inside the network, as layers of Keras or as a Lambda. */
export const arithmeticLayers: Recipes = {
  Rescaling: (settings, inputShape) => {
    const [scale, offset] = [perChannel(settings, 'scale', 1), perChannel(settings, 'offset', 0)];
    for (const values of [scale, offset]) checkChannels(settings, values, inputShape);
    return plain(new Affine({ scale, offset, name: settings.name }), affineText(scale, offset));
  },
  Resizing: (settings) => {
    const interpolation = settings.raw('interpolation') ?? 'bilinear';
    if (interpolation !== 'bilinear' || settings.raw('crop_to_aspect_ratio') === true)
      throw settings.unsupported(`resizes in a way that Steerscope does not know (${shortJson(interpolation)})`);
    const size = { height: settings.integer('height'), width: settings.integer('width') };
    return plain(new BilinearResize({ ...size, sampling: 'half-pixel', name: settings.name }), 'bilinear');
  },
  Lambda: (settings, inputShape, layer) => {
    const { expression, operations } = decodeLambda(layer.name, layer.config);
    const made = operations.length === 0 ? [identity(settings.name)] : [];
    let shape = inputShape;
    for (const [index, operation] of operations.entries()) {
      const isLast = index === operations.length - 1;
      const step = layerOfOperation(
        settings,
        operation,
        shape,
        isLast ? settings.name : `${settings.name}/${String(index + 1)}`,
      );
      shape = step.computeOutputShape(shape) as Shape;
      made.push(step);
    }
    return { layers: made, weightShapes: [], detail: expression };
  },
};

function perChannel(settings: LayerSettings, key: string, otherwise: number): PerChannel {
  const value = settings.raw(key);
  if (!Array.isArray(value)) return settings.number(key, otherwise);
  if (!value.every((item) => typeof item === 'number')) throw settings.unsupported(`has a ${key} that is no number`);
  return value;
}

function affineText(scale: PerChannel, offset: PerChannel): string {
  const text = (value: PerChannel): string =>
    typeof value === 'number' ? shortNumber(value) : `[${value.map(shortNumber).join(', ')}]`;
  return `x * ${text(scale)} + ${text(offset)}`.replace('+ -', '- ');
}

function layerOfOperation(
  settings: LayerSettings,
  operation: LambdaOperation,
  shape: Shape,
  name: string,
): layers.Layer {
  switch (operation.kind) {
    case 'affine':
      checkChannels(settings, operation.scale, shape);
      checkChannels(settings, operation.offset, shape);
      return new Affine({ scale: operation.scale, offset: operation.offset, name });
    case 'resize':
      return new BilinearResize({ ...operation, name });
    case 'crop': {
      const [, height, width] = shape;
      if (shape.length !== 4) throw settings.unsupported('crops what is no picture');
      const cropping = [cutOff(operation.rows, height ?? 0), cutOff(operation.columns, width ?? 0)];
      return layers.cropping2D({ cropping: cropping as [[number, number], [number, number]], name });
    }
  }
}

function checkChannels(settings: LayerSettings, values: PerChannel, shape: Shape): void {
  if (typeof values !== 'number' && values.length !== channelsOf(shape))
    throw settings.unsupported(`takes ${String(values.length)} channels but gets ${String(channelsOf(shape))}`);
}

/** What `range` leaves out before and after, by Python's rules for negative and too large bounds. */
function cutOff(range: AxisRange, size: number): [number, number] {
  const bound = (value: number): number => Math.min(Math.max(value < 0 ? value + size : value, 0), size);
  return [bound(range.start ?? 0), size - bound(range.stop ?? size)];
}
