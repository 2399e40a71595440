import { isRecord } from '../is-record.ts';

/** How the saving library of Keras 2.12 and later writes a number or an array of NumPy or TensorFlow. */
const wrappers = new Set<unknown>(['__numpy__', '__tensor__']);
/** Nothing that a reader of networks looks at lies deeper. */
const maximumDepth = 64;

/** A JSON value in which `{ class_name: "__numpy__", config: { value: 0.1, dtype: "float32" } }` is 0.1. */
export function withPlainValues(value: unknown, depth = 0): unknown {
  if (depth > maximumDepth) return value;
  if (Array.isArray(value)) return value.map((item) => withPlainValues(item, depth + 1));
  if (!isRecord(value)) return value;
  const { class_name: className, config } = value;
  if (wrappers.has(className) && isRecord(config) && 'value' in config) return config['value'];
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withPlainValues(item, depth + 1)]));
}
