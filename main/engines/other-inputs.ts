import type { ModelInfo } from '../../shared/model.ts';
import type { InputBatch } from './engine.ts';

type Others = Readonly<Record<string, Float32Array>>;

/**
 * What a batch of `count` pictures gives the inputs beside the picture, by name.
 * @throws RangeError when an input gets nothing, or another number of numbers than it takes.
 */
export function checkedOthers(info: ModelInfo, others: InputBatch['others'], count: number): Others {
  return Object.fromEntries(
    info.otherInputs.map(({ name, shape }) => {
      const length = shape.reduce((product, size) => product * size, count);
      const values = others?.[name];
      if (values?.length !== length)
        throw new RangeError(`input ${name} takes ${length} numbers for ${count} pictures, not ${values?.length ?? 0}`);
      return [name, values];
    }),
  );
}

/** Zeros for every input beside the picture. */
export function zeroOthers(info: ModelInfo, count: number): Others {
  return Object.fromEntries(
    info.otherInputs.map(({ name, shape }) => [
      name,
      new Float32Array(shape.reduce((product, size) => product * size, count)),
    ]),
  );
}

/** Of what `count` pictures are given: the part of `size` pictures from `first` on. */
export function partOfOthers(others: Others, count: number, first: number, size: number): Others {
  return Object.fromEntries(
    Object.entries(others).map(([name, values]) => {
      const each = values.length / count;
      return [name, values.subarray(first * each, (first + size) * each)];
    }),
  );
}
