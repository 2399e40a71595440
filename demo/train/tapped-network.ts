import { model, type LayersModel } from '@tensorflow/tfjs-layers';
import { traceStages } from '../../main/models/layers/layers-stages.ts';
import { tapTensors } from '../../main/models/layers/layers-tensors.ts';
import type { Stage } from '../../shared/geometry.ts';

/** A network that also gives what VisualBackProp looks at; weights are shared with the network it was made of. */
export interface TappedNetwork {
  /** Outputs: what the network answers, then the activations of each stage. */
  readonly tapped: LayersModel;
  readonly stages: readonly Stage[];
}

export function withTaps(network: LayersModel): TappedNetwork {
  const { stages } = traceStages(network);
  const tapped = model({ inputs: network.inputs, outputs: [...network.outputs, ...tapTensors(network, stages)] });
  return { tapped, stages };
}
