import { isRecord } from '../is-record.ts';

/** A tensor that a layer takes, by the layer that gives it: its name, which of its calls, which of its outputs. */
export class TensorReference {
  readonly layer: string;
  readonly call: number;
  readonly output: number;

  constructor(layer: string, call: number, output: number) {
    this.layer = layer;
    this.call = call;
    this.output = output;
  }
}

/** What one call of a layer is given: JSON values with a `TensorReference` in the place of each tensor. */
export interface CallArguments<Tensor = TensorReference> {
  readonly positional: readonly (Tensor | unknown)[];
  readonly keywords: Readonly<Record<string, Tensor | unknown>>;
}

/** Deeper than any architecture nests its arguments. */
const maximumDepth = 8;

/** The calls of a layer, from its `inbound_nodes` of any version of Keras. */
export function callsOf(nodes: unknown): CallArguments[] {
  return Array.isArray(nodes)
    ? nodes.map((node: unknown) => (isRecord(node) ? keras3Call(node) : keras2Call(node)))
    : [];
}

/** `["dense_4", 0, 0]`, or a list or a dictionary of such. */
export function referencesIn(value: unknown): TensorReference[] {
  return tensorsIn(keras2Value(value, 0), isReference);
}

export const isReference = (value: unknown): value is TensorReference => value instanceof TensorReference;

/** Every tensor in `value`, in order. */
export function tensorsIn<Tensor>(value: unknown, isTensor: (value: unknown) => value is Tensor): Tensor[] {
  if (isTensor(value)) return [value];
  if (Array.isArray(value)) return value.flatMap((item) => tensorsIn(item, isTensor));
  return isRecord(value) ? Object.values(value).flatMap((item) => tensorsIn(item, isTensor)) : [];
}

/** The same arguments with something else in the place of each tensor. */
export function withTensors<Tensor>(value: unknown, replace: (reference: TensorReference) => Tensor): unknown {
  if (isReference(value)) return replace(value);
  if (Array.isArray(value)) return value.map((item) => withTensors(item, replace));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withTensors(item, replace)]));
}

/** `{ args: [...], kwargs: {...} }`. */
function keras3Call(node: Readonly<Record<string, unknown>>): CallArguments {
  const positional = Array.isArray(node['args']) ? node['args'].map((item) => keras3Value(item, 0)) : [];
  return { positional, keywords: isRecord(node['kwargs']) ? mapped(node['kwargs'], 0, keras3Value) : {} };
}

function keras3Value(value: unknown, depth: number): unknown {
  if (depth > maximumDepth) return null;
  if (Array.isArray(value)) return value.map((item) => keras3Value(item, depth + 1));
  if (!isRecord(value)) return value;
  const { class_name: className, config } = value;
  if (className === '__keras_tensor__' && isRecord(config)) return referenceOf(config['keras_history']);
  if (className === '__tensor__' && isRecord(config)) return config['value'];
  return mapped(value, depth, keras3Value);
}

/**
 * `[["conv2d_1", 0, 0, {}], ...]`; of a TensorFlow function `["conv2d_1", 0, 0, { y: 2 }]`, whose settings may name
 * further tensors, and whose first argument may be a number: `["_CONSTANT_VALUE", -1, 2, { y: ["conv2d_1", 0, 0] }]`.
 */
function keras2Call(node: unknown): CallArguments {
  if (!Array.isArray(node)) return { positional: [], keywords: {} };
  const [first, second, third, settings] = node as unknown[];
  if (first === '_CONSTANT_VALUE' && second === -1) return { positional: [third], keywords: keywordsOf(settings) };
  const single = node.length === 1 ? (node[0] as unknown) : node;
  if (isLegacyReference(single)) return { positional: [keras2Value(single, 0)], keywords: keywordsOf(single[3]) };
  const list = node.length === 1 && Array.isArray(single) ? (single as unknown[]) : (node as unknown[]);
  const [head] = list;
  return { positional: [keras2Value(list, 0)], keywords: isLegacyReference(head) ? keywordsOf(head[3]) : {} };
}

function keywordsOf(settings: unknown): Readonly<Record<string, unknown>> {
  return isRecord(settings) ? mapped(settings, 0, keras2Value) : {};
}

function keras2Value(value: unknown, depth: number): unknown {
  if (depth > maximumDepth) return null;
  if (isLegacyReference(value)) return referenceOf(value);
  if (Array.isArray(value)) return value.map((item) => keras2Value(item, depth + 1));
  return isRecord(value) ? mapped(value, depth, keras2Value) : value;
}

function mapped(
  record: Readonly<Record<string, unknown>>,
  depth: number,
  map: (value: unknown, depth: number) => unknown,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, depth + 1)]));
}

function isLegacyReference(value: unknown): value is [string, number, number, unknown?] {
  if (!Array.isArray(value) || value.length < 2 || value.length > 4) return false;
  const [name, call, output = 0] = value as unknown[];
  return typeof name === 'string' && isIndex(call) && isIndex(output);
}

function referenceOf(value: unknown): TensorReference | null {
  return isLegacyReference(value) ? new TensorReference(value[0], value[1], value[2] ?? 0) : null;
}

function isIndex(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0;
}
