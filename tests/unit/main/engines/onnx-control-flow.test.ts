import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  FunctionProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
} from 'onnx-buf';
import { expect, onTestFinished, test } from 'vitest';
import { openEngine } from '../../../../main/engines/open-engine.ts';
import type { Model } from '../../../../main/models/model.ts';
import { readOnnxModel } from '../../../../main/models/onnx/onnx.ts';
import { decodeOnnx } from '../../../../main/models/onnx/onnx-graph.ts';
import { batchValue, onnxNode } from '../../../../main/models/onnx/onnx-write.ts';
import { constant, makeOnnx } from '../../../support/make-onnx.ts';

async function outputsOf(model: Model, data: Float32Array): Promise<readonly Float32Array[]> {
  const engine = await openEngine(model, 'onnx', { threads: 1 });
  onTestFinished(() => engine.dispose());
  const [result] = await engine.run({ count: 1, data });
  return result?.outputs ?? [];
}

/** A graph inside a node that applies one operator to a tensor from outside. */
function branch(name: string, opType: string, outside: string): AttributeProto {
  const g = create(GraphProtoSchema, {
    name,
    node: [onnxNode(opType, [outside], `${name}-result`, [])],
    output: [create(ValueInfoProtoSchema, { name: `${name}-result` })],
  });
  return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.GRAPH, g });
}

const yes = create(TensorProtoSchema, {
  name: 'yes',
  dataType: TensorProto_DataType.BOOL,
  dims: [],
  int32Data: [1],
});

test.each([TensorProto_DataType.FLOAT, TensorProto_DataType.DOUBLE])(
  'a choice between branches runs (element type %i)',
  async (inputType) => {
    const model = readOnnxModel(
      makeOnnx({
        input: [1, 1, 2],
        inputType,
        constants: [yes],
        nodes: [['If', ['yes'], 'y', [branch('then_branch', 'Neg', 'x'), branch('else_branch', 'Abs', 'x')]]],
        output: create(ValueInfoProtoSchema, { name: 'y' }),
      }),
      'test.onnx',
    );
    expect(model.info.stages).toEqual([]);
    expect(model.info.problems.map(({ code }) => code)).toContain('no-convolution');
    expect(await outputsOf(model, Float32Array.of(3, -4))).toEqual([Float32Array.of(-3, 4)]);
  },
);

test('functions that the file defines run', async () => {
  const decoded = decodeOnnx(
    makeOnnx({
      input: [1, 1, 2],
      constants: [constant('w', [1, 1, 1, 1], 2)],
      nodes: [
        ['Conv', ['x', 'w'], 'c'],
        ['Relu', ['c'], 'a'],
        ['Twice', ['a'], 'y'],
      ],
      output: batchValue('y', [1, 1, 2]),
    }),
    'made',
  );
  for (const node of decoded.graph?.node ?? []) if (node.opType === 'Twice') node.domain = 'mine';
  decoded.opsetImport.push(create(OperatorSetIdProtoSchema, { domain: 'mine', version: 1n }));
  decoded.functions.push(
    create(FunctionProtoSchema, {
      name: 'Twice',
      domain: 'mine',
      input: ['in'],
      output: ['out'],
      node: [onnxNode('Add', ['in', 'in'], 'out', [])],
      opsetImport: [create(OperatorSetIdProtoSchema, { version: 13n })],
    }),
  );
  const model = readOnnxModel(toBinary(ModelProtoSchema, decoded), 'test.onnx');
  expect(model.info.layers.map(({ type }) => type)).toEqual(['Conv', 'Relu', 'mine.Twice']);
  expect(model.info.stages.map(({ tap }) => tap)).toEqual(['a']);
  expect(await outputsOf(model, Float32Array.of(3, -4))).toEqual([Float32Array.of(12, 0)]);
});

test("onnxruntime's own operators run", async () => {
  const decoded = decodeOnnx(
    makeOnnx({ input: [1, 1, 2], nodes: [['QuickGelu', ['x'], 'y']], output: batchValue('y', [1, 1, 2]) }),
    'made',
  );
  for (const node of decoded.graph?.node ?? []) node.domain = 'com.microsoft';
  decoded.opsetImport.push(create(OperatorSetIdProtoSchema, { domain: 'com.microsoft', version: 1n }));
  const model = readOnnxModel(toBinary(ModelProtoSchema, decoded), 'test.onnx');
  // x * sigmoid(1.702 x)
  const [values = new Float32Array()] = await outputsOf(model, Float32Array.of(1, -2));
  expect(values[0]).toBeCloseTo(1 / (1 + Math.exp(-1.702)), 4);
  expect(values[1]).toBeCloseTo(-2 / (1 + Math.exp(3.404)), 4);
});
