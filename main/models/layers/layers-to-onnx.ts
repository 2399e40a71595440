import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Stage } from '../../../shared/geometry.ts';
import { activationEmitters } from './emit-activations.ts';
import { arithmeticEmitters } from './emit-arithmetic.ts';
import { cannotEmit, type EmittedTensor, type LayerEmitter } from './emit-layer.ts';
import { shapeEmitters } from './emit-shapes.ts';
import { windowEmitters } from './emit-windows.ts';
import { inputTensorsOf, tapTensors, tensorsInOrder } from './layers-tensors.ts';
import type { OnnxTap } from '../model.ts';
import { toChannelsFirst, toChannelsLast } from '../onnx/axis-order.ts';
import { OnnxEmitter } from '../onnx/onnx-emitter.ts';
import { ints } from '../onnx/onnx-write.ts';

const emitters: Readonly<Record<string, LayerEmitter>> = {
  ...windowEmitters,
  ...shapeEmitters,
  ...arithmeticEmitters,
  ...activationEmitters,
};

/** A network written as ONNX, and where its stages are in it. */
export interface EmittedModel {
  readonly bytes: Uint8Array;
  readonly taps: readonly OnnxTap[];
}

/**
 * Writes TF.js layers as an ONNX model: inputs and outputs as the layers have them, `[batch, height, width, channel]`
 * for pictures with the batch open; channels first in between, as ONNX operators want.
 * @throws SteerscopeError `unsupported-layer` for a layer or a setting that has no ONNX form here.
 */
export function layersModelToOnnx(layersModel: LayersModel, stages: readonly Stage[]): EmittedModel {
  const graph = new OnnxEmitter();
  const done = new Map<SymbolicTensor, EmittedTensor>();
  const inputs = layersModel.inputs.map((input) => {
    const { name } = input.sourceLayer;
    graph.startLayer(name);
    const isMap = input.shape.length === 4;
    const kept = isMap ? graph.node('Transpose', [name], [ints('perm', toChannelsFirst)]) : name;
    done.set(input, { name: kept, shape: input.shape });
    return { name, shape: input.shape.slice(1) };
  });

  for (const tensor of tensorsInOrder(layersModel)) {
    if (done.has(tensor)) continue;
    const layer = tensor.sourceLayer;
    const emit = emitters[layer.getClassName()];
    if (emit === undefined) throw cannotEmit(layer, 'has no form in ONNX here');
    const inputs = inputTensorsOf(tensor).map((one) => done.get(one) as EmittedTensor);
    graph.startLayer(layer.name);
    const name = emit({ layer, config: layer.getConfig(), inputs, outputShape: tensor.shape, graph });
    done.set(tensor, { name, shape: tensor.shape });
  }

  const outputNames = layersModel.outputs.map((output) => output.sourceLayer.name);
  const outputs = layersModel.outputs.map((output, index) => {
    const { name: tensor = '' } = done.get(output) ?? {};
    const name = uniqueOutputName(outputNames, index);
    graph.startLayer(name);
    const ordered =
      output.shape.length === 4 ? graph.node('Transpose', [tensor], [ints('perm', toChannelsLast)]) : tensor;
    graph.rename(ordered, name);
    return { name, shape: output.shape.slice(1) };
  });
  return {
    bytes: graph.toBytes(inputs, outputs),
    taps: tapTensors(layersModel, stages).map((tensor) => ({ tensor: done.get(tensor)?.name ?? '', channelAxis: 1 })),
  };
}

/** Keras lets two outputs of one layer share a name; ONNX does not. */
function uniqueOutputName(names: readonly string[], index: number): string {
  const name = names[index] ?? '';
  const before = names.slice(0, index).filter((other) => other === name).length;
  return before === 0 ? name : `${name}_${before + 1}`;
}
