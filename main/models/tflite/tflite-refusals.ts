import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import { refuseSequences } from '../picture-refusals.ts';
import type { TfliteGraph } from './tflite-schema.ts';

/**
 * Refuses networks that compute in integers: their activations are rounded to 8 or 16 bits, which only TensorFlow Lite's
 * own arithmetic repeats.
 * @throws SteerscopeError `unsupported-network`.
 */
export function refuseQuantised(graph: TfliteGraph): void {
  const computed = new Set([...graph.inputs, ...graph.operators.flatMap((operator) => operator.outputs)]);
  for (const index of computed) {
    const tensor = graph.tensors[index];
    if (tensor === undefined || !['INT8', 'UINT8', 'INT16'].includes(tensor.type)) continue;
    const type = tensor.type.toLowerCase();
    const place = graph.inputs.includes(index) ? `takes ${type} pictures` : `computes in ${type}`;
    const channels = graph.inputs.includes(index) ? tensor.shape[3] : undefined;
    const stacked = channels !== undefined && channels > 4 ? ` and ${channels} channels, several frames at once` : '';
    throw new SteerscopeError(
      'unsupported-network',
      `The TensorFlow Lite network is quantised: it ${place}${stacked}: ${graph.path}`,
      'Open the Keras .h5 or the float TensorFlow Lite file it was made from, or convert that again without a representative data set (leave out converter.representative_dataset and inference_input_type).',
    );
  }
}

/** Refuses inputs that are several pictures at once, or no float numbers. */
export function refuseOtherInputs(graph: TfliteGraph): void {
  refuseSequences(
    graph.inputs.flatMap((index) => graph.tensors[index] ?? []),
    graph.path,
  );
  for (const index of graph.inputs) {
    const tensor = graph.tensors[index];
    if (tensor?.type === 'FLOAT32') continue;
    throw new SteerscopeError(
      'unsupported-network',
      `The network takes ${tensor?.type.toLowerCase() ?? 'unknown'} numbers at ${tensor?.name ?? index}: ${graph.path}`,
      'Convert it with a float32 input.',
    );
  }
}
