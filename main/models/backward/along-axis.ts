import type { BackwardWriter } from './backward-writer.ts';
import { cannotGoBack } from './cannot-go-back.ts';
import type { BackwardStep } from './walk-backwards.ts';

/** Numbers of a matrix; beyond these an operator along an axis is not written as one. */
const mostNumbers = 2 ** 22;

/** `[row][column]`, of all zeros. @throws SteerscopeError `unsupported-layer` for one that would fill the memory. */
export function emptyMatrix(step: BackwardStep, rows: number, columns: number): Float64Array[] {
  if (rows * columns > mostNumbers)
    throw cannotGoBack(step.node, `moves ${columns} elements of one axis about`, step.path);
  return Array.from({ length: rows }, () => new Float64Array(columns));
}

/** Along one axis: element j of the result is Σ over i of matrix[j][i] · element i. */
export function multiplyAlong(
  write: BackwardWriter,
  tensor: string,
  rank: number,
  axis: number,
  matrix: readonly Float64Array[],
): string {
  const [rows, columns] = [matrix.length, matrix[0]?.length ?? 0];
  const transposed = () =>
    write.floats(
      [columns, rows],
      Float32Array.from({ length: rows * columns }, (_, at) => matrix[at % rows]![Math.floor(at / rows)]!),
    );
  if (axis === rank - 1) return write.matMul(tensor, transposed());
  if (axis === rank - 2)
    return write.matMul(write.floats([rows, columns], Float32Array.from(matrix.flatMap((row) => [...row]))), tensor);
  const axisLast = [...Array.from({ length: rank }, (_, other) => other).filter((other) => other !== axis), axis];
  const product = write.matMul(write.transpose(tensor, axisLast), transposed());
  return write.transpose(
    product,
    axisLast.map((_, other) => axisLast.indexOf(other)),
  );
}

/**
 * Along one axis of `length` elements: element `places[i]` of the result is element i, and where none goes 0; added up
 * where several go.
 */
export function putAlong(
  step: BackwardStep,
  tensor: string,
  rank: number,
  axis: number,
  places: readonly number[],
  length: number,
): string {
  const { write } = step;
  const [first = 0] = places;
  if (places.every((place, index) => place === first + index)) {
    const padding = (count: number) => Array.from({ length: rank }, (_, other) => (other === axis ? count : 0));
    return write.pad(tensor, padding(first), padding(length - first - places.length));
  }
  const matrix = emptyMatrix(step, length, places.length);
  places.forEach((place, index) => (matrix[place]![index]! += 1));
  return multiplyAlong(write, tensor, rank, axis, matrix);
}
