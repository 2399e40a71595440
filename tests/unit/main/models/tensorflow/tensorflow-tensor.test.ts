import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { elementTypes } from '../../../../../main/models/tensorflow/tensorflow-attributes.ts';
import { folded } from '../../../../../main/models/tensorflow/tensorflow-fold.ts';
import type { GraphConstant } from '../../../../../main/models/tensorflow/tensorflow-graph.ts';
import {
  AttrValueSchema,
  TensorProtoSchema,
  type TensorProto,
} from '../../../../../main/models/tensorflow/tensorflow-messages_pb.ts';
import { constantNodeValue, rawConstant } from '../../../../../main/models/tensorflow/tensorflow-tensor.ts';
import { node } from '../../../../support/make-tensorflow-graph.ts';

const valueOf = (tensor: Partial<TensorProto>, lengths: number[]) => {
  const dim = lengths.map((size) => ({ size: BigInt(size) }));
  const value = create(TensorProtoSchema, { ...(tensor as object), tensorShape: { dim } });
  const attr = { value: create(AttrValueSchema, { value: { case: 'tensor', value } }) };
  return constantNodeValue('x.pb')({ name: 'c', op: 'Const', inputs: [], attributes: attr });
};

test('the last number of a list stands for all that follow', () => {
  expect(valueOf({ dtype: elementTypes.DT_FLOAT, floatVal: [1, 2] }, [2, 2])).toEqual({
    type: 'float32',
    shape: [2, 2],
    values: Float32Array.of(1, 2, 2, 2),
  });
  expect(valueOf({ dtype: elementTypes.DT_FLOAT }, [3]).values).toEqual(Float32Array.of(0, 0, 0));
});

test('fractions of 16 bits', () => {
  // 1, -2, 0.5, the smallest subnormal, infinity.
  const half = [0x3c00, 0xc000, 0x3800, 0x0001, 0x7c00];
  expect(valueOf({ dtype: elementTypes.DT_HALF, halfVal: half }, [5]).values).toEqual(
    Float32Array.of(1, -2, 0.5, 2 ** -24, Infinity),
  );
  expect(valueOf({ dtype: elementTypes.DT_BFLOAT16, halfVal: [0x3f80, 0xc000, 0x3f00] }, [3]).values).toEqual(
    Float32Array.of(1, -2, 0.5),
  );
});

test('whole numbers of 64 bits stay within 32: "to the end" of a slice', () => {
  expect(valueOf({ dtype: elementTypes.DT_INT64, int64Val: [2n ** 63n - 1n, -5n] }, [2])).toEqual({
    type: 'int32',
    shape: [2],
    values: Int32Array.of(2 ** 31 - 1, -5),
  });
});

test.each<[string, () => unknown, RegExp]>([
  ['more numbers than the shape holds', () => valueOf({ dtype: 1, floatVal: [1, 2, 3] }, [2]), /3 numbers/],
  ['bytes that do not fill the shape', () => rawConstant(new Uint8Array(7), 1, [2], 'w', 'x.pb'), /7 bytes .* wants 8/],
  ['complex numbers', () => rawConstant(new Uint8Array(8), 8, [1], 'w', 'x.pb'), /type 8/],
])('%s are refused', (_, read, message) => {
  expect(read).toThrow(message);
});

const floats = (shape: number[], ...values: number[]): GraphConstant => ({
  type: 'float32',
  shape,
  values: Float32Array.from(values),
});

test.each<[string, GraphConstant[], GraphConstant | null]>([
  ['Rsqrt', [floats([2], 4, 0.25)], floats([2], 0.5, 2)],
  ['Mul', [floats([2, 1], 2, 3), floats([2], 10, 100)], floats([2, 2], 20, 200, 30, 300)],
  ['Sub', [floats([], 1), floats([1, 2], 3, 5)], floats([1, 2], -2, -4)],
  ['Add', [floats([2], 1, 2), floats([3], 1, 2, 3)], null],
  [
    'Reshape',
    [floats([4], 1, 2, 3, 4), { type: 'int32', shape: [2], values: Int32Array.of(2, -1) }],
    floats([2, 2], 1, 2, 3, 4),
  ],
  ['Reshape', [floats([4], 1, 2, 3, 4), { type: 'int32', shape: [2], values: Int32Array.of(3, -1) }], null],
  ['Squeeze', [floats([1, 2, 1], 1, 2)], floats([2], 1, 2)],
  ['Conv2D', [floats([1], 1), floats([1], 1)], null],
])('%s of constants', (op, inputs, expected) => {
  const names = inputs.map((_, index) => `c${index}`);
  const { attr } = node('n', op);
  const found = folded(
    { name: 'n', op, inputs: names, attributes: attr },
    new Map(inputs.map((value, index) => [`c${index}`, value])),
  );
  expect(found).toEqual(expected);
});
