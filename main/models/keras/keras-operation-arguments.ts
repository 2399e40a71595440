import type { Shape } from '@tensorflow/tfjs-layers';
import { NamedTensor } from './keras-flatten.ts';
import { shortJson, type LayerSettings } from './keras-layer-config.ts';
import type { KerasOperation } from './keras-operations.ts';
import { channelsOf } from './keras-recipe.ts';
import type { PerChannel } from '../lambda/lambda-names.ts';

/** Reads the arguments of an operation, each by its place or by one of its names. */
export class OperationArguments {
  readonly #settings: LayerSettings;
  readonly #operation: KerasOperation;

  constructor(settings: LayerSettings, operation: KerasOperation) {
    this.#settings = settings;
    this.#operation = operation;
  }

  optional(place: number, ...names: readonly string[]): unknown {
    const { arguments: given, settings } = this.#operation;
    const found = given.positional[place] ?? names.map((name) => given.keywords[name] ?? settings[name]).find(isGiven);
    return found ?? undefined;
  }

  required(place: number, ...names: readonly string[]): unknown {
    const value = this.optional(place, ...names);
    if (value === undefined) throw this.#settings.unsupported(`is given no ${names[0] ?? 'argument'}`);
    return value;
  }

  number(place: number, ...names: readonly string[]): number {
    const value = this.required(place, ...names);
    if (typeof value !== 'number' || !Number.isFinite(value)) throw this.#strange(names[0] ?? '', value);
    return value;
  }

  integers(place: number, ...names: readonly string[]): number[] {
    const value = [this.required(place, ...names)].flat() as unknown[];
    if (!value.every((item): item is number => Number.isSafeInteger(item))) throw this.#strange(names[0] ?? '', value);
    return value;
  }

  /** Axes counted with the batch, from 1; all of them when none are given. The batch itself is refused. */
  axes(rank: number, place: number, ...names: readonly string[]): number[] {
    if (this.optional(place, ...names) === undefined)
      throw this.#settings.unsupported('works across the pictures of a batch');
    return this.integers(place, ...names).map((axis) => axisAmong(this.#settings, axis, rank));
  }

  /** A number, or as many as there are channels, in any number of brackets. */
  perChannel(value: unknown, shape: Shape): PerChannel {
    const numbers = [value].flat(8) as unknown[];
    if (
      value instanceof NamedTensor ||
      !numbers.every((item): item is number => typeof item === 'number' && Number.isFinite(item))
    )
      throw this.#strange('number', value);
    if (numbers.length === 1) return numbers[0] ?? 0;
    if (numbers.length !== channelsOf(shape))
      throw this.#settings.unsupported(
        `is given ${String(numbers.length)} numbers for ${String(channelsOf(shape))} channels`,
      );
    return numbers;
  }

  #strange(name: string, value: unknown) {
    return this.#settings.unsupported(`is given ${name} = ${shortJson(value)}, which makes no sense there`);
  }
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/** An axis after the batch, counted with it; from the end where it is negative. */
export function axisAmong(settings: LayerSettings, axis: unknown, rank: number): number {
  const counted = typeof axis === 'number' && axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(counted) || (counted as number) < 1 || (counted as number) >= rank)
    throw settings.unsupported(`works along axis ${shortJson(axis)}, which is the batch or is not there`);
  return counted as number;
}
