import { floatsAttribute, intAttribute, intsAttribute } from './onnx-attributes.ts';
import type { GraphNode } from './onnx-graph.ts';
import type { Shape } from './onnx-shapes.ts';

/** Numbers that a graph computes of shapes, flat; null for one that is not known before running. */
export type ShapeValues = readonly (number | null)[];

/** Longest list of lengths worth following: no tensor has more axes. */
const longest = 16;

/** What is known of the inputs of a node. */
export interface KnownInputs {
  shape(index: number): Shape | undefined;
  values(index: number): ShapeValues | undefined;
}

/**
 * The numbers that a node makes of lengths of axes, as exporters write `x.view(x.size(0), -1)` or a resize to the size
 * of another map; undefined when it makes something else.
 */
export function shapeValues(node: GraphNode, known: KnownInputs): ShapeValues | undefined {
  const { proto } = node;
  if (proto.opType === 'Shape') {
    const shape = known.shape(0);
    return shape?.slice(intAttribute(proto, 'start', 0), intAttribute(proto, 'end', shape.length));
  }
  const values = known.values(0);
  if (values === undefined || values.length > longest) return undefined;
  switch (proto.opType) {
    case 'Identity':
    case 'Cast':
    case 'Squeeze':
    case 'Unsqueeze':
    case 'Reshape':
      return values;
    case 'Floor':
      return values.map((value) => value && Math.floor(value));
    case 'Ceil':
      return values.map((value) => value && Math.ceil(value));
    case 'Gather':
      return known.values(1)?.map((at) => values.at(at ?? longest) ?? null);
    case 'Slice':
      return slice(node, values, known);
    case 'Concat': {
      const parts = proto.input.map((_, index) => known.values(index));
      return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
    }
    default:
      return arithmetic[proto.opType] && together(arithmetic[proto.opType]!, values, known.values(1));
  }
}

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Max: Math.max,
  Min: Math.min,
};

function together(operation: (a: number, b: number) => number, left: ShapeValues, right?: ShapeValues) {
  if (right === undefined || right.length > longest) return undefined;
  const length = Math.max(left.length, right.length);
  return Array.from({ length }, (_, index) => {
    const [a, b] = [left, right].map((values) => values[values.length === 1 ? 0 : index] ?? null);
    return typeof a === 'number' && typeof b === 'number' ? operation(a, b) : null;
  });
}

function slice({ proto }: GraphNode, values: ShapeValues, known: KnownInputs): ShapeValues | undefined {
  const [start] = intsAttribute(proto, 'starts') ?? known.values(1) ?? [];
  const [end] = intsAttribute(proto, 'ends') ?? known.values(2) ?? [];
  const [step = 1] = known.values(4) ?? [];
  if (typeof start !== 'number' || typeof end !== 'number' || step !== 1) return undefined;
  return values.slice(start, end);
}

/** A node's numbers from its attribute up to some opset and from an input since; null where they are not known. */
export function numbersOf(
  node: GraphNode,
  attribute: string,
  index: number,
  known: Pick<KnownInputs, 'values'>,
): number[] | null {
  const written = intsAttribute(node.proto, attribute) ?? floatsAttribute(node.proto, attribute);
  const values = written ?? known.values(index);
  return values?.every((value) => value !== null) ? [...values] : null;
}
