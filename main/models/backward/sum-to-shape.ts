import type { Shape } from '../onnx/onnx-shapes.ts';
import type { BackwardWriter } from './backward-writer.ts';

/** The adjoint of stretching a tensor of shape `to` over one of shape `from` (ONNX, "Multidirectional Broadcasting"). */
export function sumToShape(write: BackwardWriter, tensor: string, from: Shape, to: Shape): string {
  const added = from.length - to.length;
  const stretched = to.flatMap((length, axis) => (length === 1 && from[axis + added] !== 1 ? [axis] : []));
  const rightRank = write.sumOver(
    tensor,
    Array.from({ length: added }, (_, axis) => axis),
    false,
  );
  return write.sumOver(rightRank, stretched, true);
}
