import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';

/** What the call of a layer that made `tensor` took; a layer that is called twice takes something else each time. */
export function inputTensorsOf(tensor: SymbolicTensor): readonly SymbolicTensor[] {
  const inputs = tensor.sourceLayer.inboundNodes[tensor.nodeIndex ?? 0]?.inputTensors ?? [];
  // An input layer says that it takes what it gives.
  return inputs.filter((input) => input !== tensor);
}

/** Every tensor that the outputs need, the inputs among them, each after those it is made from. */
export function tensorsInOrder(model: LayersModel): SymbolicTensor[] {
  const order = new Set<SymbolicTensor>(model.inputs);
  const waiting = model.outputs.toReversed();
  for (let tensor = waiting.at(-1); tensor !== undefined; tensor = waiting.at(-1)) {
    const missing = order.has(tensor) ? [] : inputTensorsOf(tensor).filter((one) => !order.has(one));
    if (missing.length > 0) {
      waiting.push(...missing.reverse());
      continue;
    }
    waiting.pop();
    order.add(tensor);
  }
  return [...order];
}

/** The input that takes the picture: the first with rows, columns and channels. */
export function pictureOf(model: LayersModel): SymbolicTensor | undefined {
  return model.inputs.find(({ shape }) => shape.length === 4) ?? model.inputs[0];
}

/** A name for each tensor: its layer's; with the number of the call where a layer is called several times. */
export function tensorNames(model: LayersModel): ReadonlyMap<SymbolicTensor, string> {
  const calls = new Map<string, number>();
  const names = new Map<SymbolicTensor, string>();
  for (const tensor of tensorsInOrder(model)) {
    const layer = tensor.sourceLayer.name;
    const count = (calls.get(layer) ?? 0) + 1;
    calls.set(layer, count);
    names.set(tensor, count === 1 ? layer : `${layer}:${count}`);
  }
  return names;
}

/**
 * The tensors of `Stage.tap`, in order.
 * @throws Error for a tap that the model does not have.
 */
export function tapTensors(model: LayersModel, stages: readonly { readonly tap: string }[]): SymbolicTensor[] {
  const byName = new Map([...tensorNames(model)].map(([tensor, name]) => [name, tensor]));
  return stages.map(({ tap }) => {
    const tensor = byName.get(tap);
    if (tensor === undefined) throw new Error(`no layer ${tap} between the network's input and outputs`);
    return tensor;
  });
}
