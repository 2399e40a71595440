import { create } from '@bufbuild/protobuf';
import { AttributeProto_AttributeType, AttributeProtoSchema } from 'onnx-buf';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openEngine } from '../../../../main/engines/open-engine.ts';
import { readOnnxModel } from '../../../../main/models/onnx/onnx.ts';
import { batchValue, float, int, ints, intTensor, text } from '../../../../main/models/onnx/onnx-write.ts';
import { compareSlopes } from '../../../support/measured-slopes.ts';
import { constant, makeOnnx, type OnnxOptions, type TestNode } from '../../../support/make-onnx.ts';

/** The parts of a small network that opsets write differently. */
interface Dialect {
  readonly constants: OnnxOptions['constants'];
  readonly crop: TestNode;
  readonly pad: TestNode;
  readonly grow: TestNode;
  readonly clip: TestNode;
  readonly squeeze: TestNode;
}

const attributes = {
  crop: ['Slice', ['x'], 'cropped', [ints('starts', [1]), ints('ends', [3]), ints('axes', [2])]],
  pad: ['Pad', ['cropped'], 'padded', [ints('pads', [0, 0, 1, 0, 0, 0, 0, 0])]],
  clip: ['Clip', ['convolved'], 'clipped', [float('min', 0), float('max', 6)]],
  squeeze: ['Squeeze', ['pooled'], 'y', [ints('axes', [2, 3])]],
} satisfies Partial<Dialect>;

const inputs = {
  crop: ['Slice', ['x', 'starts', 'ends', 'axes'], 'cropped'],
  pad: ['Pad', ['cropped', 'pads'], 'padded'],
  clip: ['Clip', ['convolved', 'low', 'high'], 'clipped'],
  squeeze: ['Squeeze', ['pooled', 'spatial'], 'y'],
} satisfies Partial<Dialect>;

const bounds = [intTensor('starts', [1]), intTensor('ends', [3]), intTensor('axes', [2])];
const limits = [constant('low', [], 0), constant('high', [], 6), intTensor('pads', [0, 0, 1, 0, 0, 0, 0, 0])];
const scales = constant('scales', [4], [1, 1, 1, 2]);
const roi = constant('roi', [0], []);
const resize: TestNode = [
  'Resize',
  // Only since opset 13 may the region of interest be left out.
  ['padded', 'roi', 'scales'],
  'grown',
  [text('mode', 'nearest'), text('coordinate_transformation_mode', 'asymmetric'), text('nearest_mode', 'floor')],
];
const upsampleScales = create(AttributeProtoSchema, {
  name: 'scales',
  type: AttributeProto_AttributeType.FLOATS,
  floats: [1, 1, 1, 2],
});
const axes = intTensor('spatial', [2, 3]);

/** Which way of writing each opset from `since` on has. */
function dialect(opset: number): Dialect {
  const upsample: TestNode =
    opset < 9 ? ['Upsample', ['padded'], 'grown', [upsampleScales]] : ['Upsample', ['padded', 'scales'], 'grown'];
  if (opset < 10) return { ...attributes, constants: opset < 9 ? [] : [scales], grow: upsample };
  if (opset < 11)
    return {
      ...attributes,
      crop: inputs.crop,
      constants: [...bounds, scales],
      grow: ['Resize', ['padded', 'scales'], 'grown'],
    };
  if (opset < 13)
    return { ...inputs, squeeze: attributes.squeeze, constants: [...bounds, ...limits, roi, scales], grow: resize };
  return { ...inputs, constants: [...bounds, ...limits, roi, scales, axes], grow: resize };
}

describe.each([7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22])('opset %i', (opset) => {
  test('runs, and its geometry is read', async () => {
    const { constants = [], crop, pad, grow, clip, squeeze } = dialect(opset);
    const model = readOnnxModel(
      makeOnnx({
        opset,
        input: [1, 4, 2],
        constants: [...constants, constant('w', [1, 1, 1, 2], [1, 1])],
        nodes: [
          crop,
          pad,
          grow,
          ['Conv', ['grown', 'w'], 'convolved', [ints('strides', [1, 2])]],
          clip,
          ['GlobalAveragePool', ['clipped'], 'pooled'],
          squeeze,
          ['Softmax', ['y'], 'shares', [int('axis', 1)]],
        ],
        output: batchValue('y', [1]),
      }),
      'test.onnx',
    );
    expect(model.info.formatName).toBe(`ONNX opset ${opset}`);
    expect(model.info.stages).toMatchObject([
      {
        tap: 'clipped',
        activation: 'relu6',
        height: 3,
        width: 2,
        steps: [
          { kind: 'crop', top: 1, bottom: 1, left: 0, right: 0, inputHeight: 4 },
          { kind: 'pad', top: 1, bottom: 0, left: 0, right: 0, inputHeight: 2 },
          { kind: 'resize', inputHeight: 3, inputWidth: 2, outputHeight: 3, outputWidth: 4 },
          { kind: 'convolution', horizontal: { kernel: 2, stride: 2, inputSize: 4, outputSize: 2 } },
        ],
      },
    ]);
    const engine = await openEngine(model, 'onnx', { threads: 1 });
    onTestFinished(() => engine.dispose());
    // Rows 1 and 2 under a row of zeros, each column twice, summed by two and kept to 6: [[0, 0], [2, 6], [-2 as 0, 5]].
    const results = await engine.run({
      count: 2,
      data: Float32Array.of(9, 9, 1, 4, -1, 2.5, 9, 9, 0, 0, 1, 1, 1, 1, 0, 0),
    });
    expect(results[0]?.averaged[0]?.values).toEqual(Float32Array.of(0, 0, 2, 6, 0, 5));
    expect(results.map(({ outputs }) => outputs[0]?.[0])).toEqual([
      expect.closeTo(13 / 6, 5),
      expect.closeTo(8 / 6, 5),
    ]);
    const picture = { data: Float32Array.of(9, 9, 0.7, 0.9, -0.5, 0.8, 9, 9) };
    const { cosine, ratio } = await compareSlopes(engine, model.info, picture, 0.05);
    expect([cosine, ratio]).toEqual([expect.closeTo(1, 4), expect.closeTo(1, 4)]);
  });
});

test('an opset that onnxruntime does not know yet is refused with what it knows', async () => {
  const nodes = [['Relu', ['x'], 'y']] as const;
  const model = readOnnxModel(makeOnnx({ opset: 90, input: [3, 4, 4], nodes }), 'test.onnx');
  await expect(openEngine(model, 'onnx')).rejects.toMatchObject({
    code: 'engine-failed',
    message: expect.stringMatching(/opset.*: test\.onnx$/s) as string,
    nextStep: expect.stringMatching(/another opset/) as string,
  });
});
