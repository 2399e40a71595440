import { layers } from '@tensorflow/tfjs-layers';
import type { Shape } from '@tensorflow/tfjs-layers';
import type { LambdaStep } from '../../../shared/lambda-step.ts';
import type { KerasLayer, LayerSettings } from '../keras/keras-layer-config.ts';
import { channelsOf, identity, type LayerRecipe } from '../keras/keras-recipe.ts';
import { decodeLambda } from './lambda-decode.ts';
import type { PerChannel } from './lambda-names.ts';
import type { AxisRange, LambdaOperation } from './lambda-operations.ts';
import { describeLambdaSteps, operationsOfSteps } from './lambda-steps.ts';
import { Affine } from '../layers/layers-affine.ts';
import { ChannelMix } from '../layers/layers-channel-mix.ts';
import { FormulaLayer, spanOf } from '../layers/layers-formula.ts';
import { BilinearResize } from '../layers/layers-resize.ts';

/** The layers of a `Lambda`: as stated by hand, else as decoded from its function. */
export function lambdaRecipe(settings: LayerSettings, inputShape: Shape, layer: KerasLayer): LayerRecipe {
  const { expression, operations } = layer.stated ? stated(layer.stated) : decodeLambda(layer.name, layer.config);
  const made = operations.length === 0 ? [identity(settings.name)] : [];
  let shape = inputShape;
  for (const [index, operation] of operations.entries()) {
    const isLast = index === operations.length - 1;
    const name = isLast ? settings.name : `${settings.name}/${String(index + 1)}`;
    const step = layerOfOperation(settings, operation, shape, name);
    shape = step.computeOutputShape(shape) as Shape;
    made.push(step);
  }
  return { layers: made, weightShapes: [], detail: expression };
}

function stated(steps: readonly LambdaStep[]) {
  return { expression: describeLambdaSteps(steps), operations: operationsOfSteps(steps) };
}

function layerOfOperation(
  settings: LayerSettings,
  operation: LambdaOperation,
  shape: Shape,
  name: string,
): layers.Layer {
  const isPicture = shape.length === 4;
  const channels = channelsOf(shape);
  switch (operation.kind) {
    case 'affine':
      checkChannels(settings, operation.scale, channels);
      checkChannels(settings, operation.offset, channels);
      return new Affine({ scale: operation.scale, offset: operation.offset, name });
    case 'resize':
      if (!isPicture) throw settings.unsupported('resizes what is no picture');
      return new BilinearResize({ ...operation, name });
    case 'crop': {
      const [, height, width] = shape;
      if (!isPicture) throw settings.unsupported('crops what is no picture');
      const cropping = [cutOff(operation.rows, height ?? 0), cutOff(operation.columns, width ?? 0)];
      return layers.cropping2D({ cropping: cropping as [[number, number], [number, number]], name });
    }
    case 'channels': {
      const [before, after] = cutOff(operation.range, channels);
      const kept = Array.from({ length: Math.max(0, channels - before - after) }, (_, index) => before + index);
      if (!isPicture || kept.length === 0) throw settings.unsupported('keeps channels that are not there');
      const taken = operation.step === 1 ? kept : kept.toReversed();
      return new ChannelMix({ matrix: taken.map((one) => unitRow(one, channels)), name });
    }
    case 'mix':
      if (!isPicture || channels !== operation.matrix[0]?.length)
        throw settings.unsupported(`converts colours, but gets ${String(channels)} channels`);
      return new ChannelMix({ matrix: operation.matrix, name });
    case 'formula': {
      const span = spanOf(operation.formula, channels);
      if (!span.hasPixels) throw settings.unsupported('makes one number of a whole picture');
      if (span.channels !== 1 && span.channels !== channels)
        throw settings.unsupported(`takes ${String(span.channels)} channels but gets ${String(channels)}`);
      return new FormulaLayer({ formula: operation.formula, name });
    }
  }
}

const unitRow = (at: number, length: number): number[] => Array.from({ length }, (_, index) => (index === at ? 1 : 0));

function checkChannels(settings: LayerSettings, values: PerChannel, channels: number): void {
  if (typeof values !== 'number' && values.length !== channels)
    throw settings.unsupported(`takes ${String(values.length)} channels but gets ${String(channels)}`);
}

/** What `range` leaves out before and after, by Python's rules for negative and too large bounds. */
function cutOff(range: AxisRange, size: number): [number, number] {
  const bound = (value: number): number => Math.min(Math.max(value < 0 ? value + size : value, 0), size);
  return [bound(range.start ?? 0), size - bound(range.stop ?? size)];
}
