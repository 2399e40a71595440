import type { LayersModel, Shape, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { ImageInput, LayerInfo, ModelInfo, ModelOutput } from '../../../shared/model.ts';
import type { Problem } from '../../../shared/problem.ts';
import { isConvolution, sidesOf, windowOf, type Layer } from './layers-geometry.ts';
import { BilinearResize } from './layers-resize.ts';
import { traceStages } from './layers-stages.ts';
import { inputTensorsOf, pictureOf, tensorsInOrder } from './layers-tensors.ts';

/** What the file said about a layer of which a TF.js layer was made. */
export interface LayerOrigin {
  /** The file's own word: `Convolution2D`. */
  readonly type: string;
  /** `LayerInfo.detail`. */
  readonly detail: string;
}

/**
 * All of `ModelInfo` that can be read off a TF.js network that takes one picture, channels last; `layout` is what the file's
 * own network wants. `origins`, by layer name, says what each layer was in the file; layers that are not in it are left out of the table.
 */
export function infoOfLayersModel(
  model: LayersModel,
  origins: ReadonlyMap<string, LayerOrigin>,
  layout: ImageInput['layout'] = 'NHWC',
): Pick<
  ModelInfo,
  'input' | 'otherInputs' | 'outputs' | 'layers' | 'stages' | 'parameterCount' | 'scalesInput' | 'problems'
> {
  const input = imageInput(model, layout);
  const { stages, problems } = traceStages(model);
  const tensors = tensorsInOrder(model);
  const outputs = model.outputs.map((output, index): ModelOutput => {
    const shape = output.shape.slice(1).map((size) => size ?? 0);
    return { name: model.outputNames[index] ?? output.name, shape };
  });
  return {
    input,
    otherInputs: model.inputs
      .filter((one) => one !== pictureOf(model))
      .map(({ sourceLayer, shape }) => ({ name: sourceLayer.name, shape: shape.slice(1).map((size) => size ?? 0) })),
    outputs,
    layers: model.layers.flatMap((layer) => {
      const origin = origins.get(layer.name);
      return origin ? [{ ...layerInfo(layer, origin), inputs: takenFrom(layer, tensors, model, origins) }] : [];
    }),
    stages,
    parameterCount: model.countParams(),
    scalesInput: scalesInput(model),
    problems: [...inputProblems(input), ...resizeProblems(model, origins), ...problems],
  };
}

function imageInput(model: LayersModel, layout: ImageInput['layout']): ImageInput {
  const picture = pictureOf(model);
  const [, height = 0, width = 0, channels = 0] = (picture?.shape ?? []).map((size) => size ?? 0);
  return { name: picture?.sourceLayer.name ?? 'input', height, width, channels, layout };
}

/** `LayerInfo.inputs`: over all calls of the layer, through those that the file does not know. @param tensors of the model. */
function takenFrom(
  layer: Layer,
  tensors: readonly SymbolicTensor[],
  model: LayersModel,
  origins: ReadonlyMap<string, LayerOrigin>,
): string[] {
  const found = new Set<string>();
  const seen = new Set<SymbolicTensor>();
  const waiting = tensors.filter(({ sourceLayer }) => sourceLayer === layer).flatMap(inputTensorsOf);
  for (let tensor = waiting.pop(); tensor !== undefined; tensor = waiting.pop()) {
    if (seen.has(tensor)) continue;
    seen.add(tensor);
    const { name } = tensor.sourceLayer;
    if (origins.has(name) || model.inputs.includes(tensor)) found.add(name);
    else waiting.push(...inputTensorsOf(tensor));
  }
  return [...found];
}

function layerInfo(layer: Layer, origin: LayerOrigin): Omit<LayerInfo, 'inputs'> {
  const window = windowOf(layer);
  const className = layer.getClassName();
  const sides = className === 'Cropping2D' || className === 'ZeroPadding2D' ? sidesOf(layer) : null;
  const isPadding = sides !== null && className === 'ZeroPadding2D';
  const cut = sides && !isPadding ? `removes ${sideText(sides)}` : '';
  const own = layer.getConfig()['activation'];
  return {
    name: layer.name,
    type: origin.type,
    outputShape: withoutBatch((layer.inboundNodes[0]?.outputShapes as Shape[] | undefined)?.[0] ?? []),
    parameterCount: layer.countParams(),
    activation: typeof own === 'string' ? own : null,
    kernel: window?.kernel ?? null,
    strides: window?.strides ?? null,
    dilations: window && isConvolution(layer) ? window.dilations : null,
    padding: isPadding ? `${[sides.top, sides.left, sides.bottom, sides.right].join(',')}` : (window?.padding ?? null),
    detail: origin.detail || cut,
  };
}

function sideText(sides: ReturnType<typeof sidesOf>): string {
  const parts = Object.entries(sides).filter(([, size]) => size > 0);
  return parts.length === 0 ? 'nothing' : parts.map(([side, size]) => `${side} ${String(size)}`).join(', ');
}

function withoutBatch(shape: Shape): number[] | null {
  const sizes = shape.slice(1);
  return sizes.every((size) => size !== null) ? (sizes as number[]) : null;
}

/** 0..255 shrunk to a range of at most about 13: no network is trained on 0..255 scaled by less. */
const shrinkingScale = 0.05;

/** Whether fixed arithmetic at the start brings 0..255 to about -1..1; a batch normalisation does not count. */
function scalesInput(model: LayersModel): boolean {
  let scale = 1;
  const reached = new Set([pictureOf(model)]);
  for (const tensor of tensorsInOrder(model)) {
    if (!inputTensorsOf(tensor).some((input) => reached.has(input))) continue;
    reached.add(tensor);
    const layer = tensor.sourceLayer;
    const className = layer.getClassName();
    if (isConvolution(layer) || className === 'Dense' || className === 'BatchNormalization') break;
    if (className !== 'Affine' && className !== 'Rescaling') continue;
    const factors = [layer.getConfig()['scale']].flat().map(Number);
    scale *= Math.max(...factors.map(Math.abs));
  }
  return scale > 0 && scale <= shrinkingScale;
}

function inputProblems({ height, width, channels }: ImageInput): Problem[] {
  if (channels <= 4) return [];
  const looksChannelsFirst = height <= 4 && width > 4;
  return [
    {
      severity: 'warning',
      code: looksChannelsFirst ? 'input-looks-channels-first' : 'input-many-channels',
      message: looksChannelsFirst
        ? `The network reads its input as ${String(height)} rows, ${String(width)} columns and ${String(channels)} channels, which looks like a picture with the channels first read as if they came last; it was trained that way, and no camera picture fits it.`
        : `The network takes ${String(channels)} channels, more than a picture has: perhaps several frames at once.`,
      place: null,
      frame: null,
    },
  ];
}

/** `tf.image.resize` in a Lambda: the name is the same in TensorFlow 1 and 2, what it does is not. */
function resizeProblems(model: LayersModel, origins: ReadonlyMap<string, LayerOrigin>): Problem[] {
  return model.layers.flatMap((layer): Problem[] => {
    const lambda = layer.name.replace(/\/\d+$/, '');
    const isAssumed =
      layer instanceof BilinearResize && layer.sampling === 'half-pixel' && origins.get(lambda)?.type === 'Lambda';
    if (!isAssumed) return [];
    const message = `Layer ${lambda} resizes by tf.image.resize, taken as TensorFlow 2 does it (half-pixel centres); in TensorFlow 1 the same name sampled up to a pixel beside.`;
    return [{ severity: 'info', code: 'resize-assumed', message, place: lambda, frame: null }];
  });
}
