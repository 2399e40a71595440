import type { OnnxEmitter } from './onnx-emitter.ts';

/** (x / 2) * (1 + erf(x / sqrt(2))), which ONNX has as one operator only from opset 20 on; the product comes last, where stages are tapped. */
export function emitGelu(graph: OnnxEmitter, tensor: string): string {
  const error = graph.node('Erf', [graph.node('Mul', [tensor, graph.scalar('root', Math.SQRT1_2)])]);
  const share = graph.node('Add', [error, graph.scalar('one', 1)]);
  return graph.node('Mul', [graph.node('Mul', [tensor, graph.scalar('half', 0.5)]), share]);
}
