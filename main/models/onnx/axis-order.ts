/** Orders of the axes of a map: from channels first, as ONNX operators want it, to channels last, as TensorFlow has it; and back. */
export const toChannelsLast = [0, 2, 3, 1];
export const toChannelsFirst = [0, 3, 1, 2];

/** Values of `shape` in another order of axes: axis i of the result is axis `order[i]`. */
export function permuted(values: Float32Array, shape: readonly number[], order: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  const [lengths, steps] = [order.map((axis) => shape[axis] ?? 1), order.map((axis) => strides[axis] ?? 1)];
  const result = new Float32Array(values.length);
  const index = lengths.map(() => 0);
  let from = 0;
  for (let to = 0; to < result.length; to += 1) {
    result[to] = values[from] ?? 0;
    for (let axis = lengths.length - 1; axis >= 0; axis -= 1) {
      const [length = 1, step = 1, at = 0] = [lengths[axis], steps[axis], index[axis]];
      from += step;
      if (at + 1 < length) {
        index[axis] = at + 1;
        break;
      }
      index[axis] = 0;
      from -= length * step;
    }
  }
  return result;
}
