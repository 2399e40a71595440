import type { AttrValue } from './tensorflow-messages_pb.ts';

/** The settings of a node by name (tensorflow/core/framework/attr_value.proto). */
export type Attributes = Readonly<Record<string, AttrValue>>;

/** TensorFlow's element types that occur in networks for pictures (tensorflow/core/framework/types.proto). */
export const elementTypes = {
  DT_FLOAT: 1,
  DT_DOUBLE: 2,
  DT_INT32: 3,
  DT_UINT8: 4,
  DT_STRING: 7,
  DT_INT64: 9,
  DT_BOOL: 10,
  DT_BFLOAT16: 14,
  DT_HALF: 19,
  DT_RESOURCE: 20,
} as const;

/** Types whose elements are fractions; all are computed in float32. */
export const floatTypes: ReadonlySet<number> = new Set([
  elementTypes.DT_FLOAT,
  elementTypes.DT_DOUBLE,
  elementTypes.DT_BFLOAT16,
  elementTypes.DT_HALF,
]);

/** `DT_FLOAT`, or `type 17` for one that is not named above. */
export function elementTypeName(type: number): string {
  return Object.entries(elementTypes).find(([, number]) => number === type)?.[0] ?? `type ${type}`;
}

/** A text setting, or `fallback` where the node leaves it out. */
export function textSetting(attributes: Attributes, name: string, fallback: string): string {
  const value = settingOf(attributes, name);
  return value?.case === 's' ? Buffer.from(value.value).toString('utf8') : fallback;
}

/** An integer, or `fallback`. */
export function intSetting(attributes: Attributes, name: string, fallback: number): number {
  const value = settingOf(attributes, name);
  return value?.case === 'i' ? Number(value.value) : fallback;
}

/** A fraction, or `fallback`. */
export function floatSetting(attributes: Attributes, name: string, fallback: number): number {
  const value = settingOf(attributes, name);
  return value?.case === 'f' ? value.value : fallback;
}

/** Yes or no, or `fallback`. */
export function flagSetting(attributes: Attributes, name: string, fallback: boolean): boolean {
  const value = settingOf(attributes, name);
  return value?.case === 'b' ? value.value : fallback;
}

/** An element type, or `fallback`. */
export function typeSetting(attributes: Attributes, name: string, fallback: number): number {
  const value = settingOf(attributes, name);
  return value?.case === 'type' ? value.value : fallback;
}

/** A list of integers; empty where the node leaves it out. */
export function intsSetting(attributes: Attributes, name: string): number[] {
  const value = settingOf(attributes, name);
  return value?.case === 'list' ? value.value.i.map(Number) : [];
}

/** A list of texts; empty where the node leaves it out. */
export function textsSetting(attributes: Attributes, name: string): string[] {
  const value = settingOf(attributes, name);
  return value?.case === 'list' ? value.value.s.map((bytes) => Buffer.from(bytes).toString('utf8')) : [];
}

/** A shape with null for a length left open; null where there is none, or its number of axes is open. */
export function shapeSetting(attributes: Attributes, name: string): (number | null)[] | null {
  const value = settingOf(attributes, name);
  return value?.case === 'shape' ? openShape(value.value) : null;
}

/** A shape message in our terms. */
export function openShape(shape: { dim: { size: bigint }[]; unknownRank: boolean }): (number | null)[] | null {
  if (shape.unknownRank) return null;
  return shape.dim.map(({ size }) => (size < 0n ? null : Number(size)));
}

/** The name of the function that a call runs; null where the setting is none. */
export function functionSetting(attributes: Attributes, name: string): string | null {
  const value = settingOf(attributes, name);
  return value?.case === 'func' ? value.value.name : null;
}

function settingOf(attributes: Attributes, name: string): AttrValue['value'] | undefined {
  return Object.hasOwn(attributes, name) ? attributes[name]?.value : undefined;
}
