import { input, layers, model, sequential, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { traceStages } from '../../../../../main/models/layers/layers-stages.ts';
import { tapTensors } from '../../../../../main/models/layers/layers-tensors.ts';
import { startTensorflow } from '../../../../../main/models/native/tensorflow-backend.ts';

beforeAll(async () => {
  await startTensorflow();
});

const conv = (name: string, settings: object = {}) =>
  layers.conv2d({ filters: 2, kernelSize: 3, kernelInitializer: 'zeros', name, ...settings });

function chain(inputShape: [number, number, number], ...chained: layers.Layer[]): LayersModel {
  const network = sequential();
  network.add(layers.inputLayer({ inputShape }));
  for (const layer of chained) network.add(layer);
  return network;
}

describe('geometry of a stage', () => {
  test('a convolution on its own, stride 2 x 1, no padding: (20 - 5) / 2 + 1 and (30 - 3) / 1 + 1', () => {
    const {
      stages: [stage],
    } = traceStages(chain([20, 30, 1], conv('c', { kernelSize: [5, 3], strides: [2, 1], activation: 'relu' })));
    expect(stage).toEqual({
      layer: 'c',
      tap: 'c',
      activation: 'relu',
      height: 8,
      width: 28,
      channels: 2,
      steps: [
        {
          kind: 'convolution',
          layer: 'c',
          vertical: { kernel: 5, stride: 2, dilation: 1, padBefore: 0, inputSize: 20, outputSize: 8 },
          horizontal: { kernel: 3, stride: 1, dilation: 1, padBefore: 0, inputSize: 30, outputSize: 28 },
        },
      ],
    });
  });

  test.each([
    // total = (out - 1) * stride + span - in; TensorFlow puts the smaller half first.
    { size: 10, kernel: 5, stride: 2, dilation: 1, outputSize: 5, padBefore: 1 }, // total 3
    { size: 11, kernel: 5, stride: 2, dilation: 1, outputSize: 6, padBefore: 2 }, // total 4
    { size: 10, kernel: 3, stride: 1, dilation: 2, outputSize: 10, padBefore: 2 }, // span 5, total 4
    { size: 9, kernel: 2, stride: 3, dilation: 1, outputSize: 3, padBefore: 0 }, // total -1
  ])('padding same: %o', ({ size, kernel, stride, dilation, outputSize, padBefore }) => {
    const settings = { kernelSize: kernel, strides: stride, dilationRate: dilation, padding: 'same' };
    const {
      stages: [stage],
    } = traceStages(chain([size, size, 1], conv('c', settings)));
    expect(stage?.steps).toMatchObject([
      { vertical: { outputSize, padBefore, inputSize: size, kernel, stride, dilation } },
    ]);
  });

  test('crop, pad, pooling and up-sampling on the way are steps in forward order', () => {
    const network = chain(
      [20, 20, 1],
      layers.cropping2D({ cropping: [[4, 2], [1, 3]], name: 'crop' }), // prettier-ignore
      layers.zeroPadding2d({ padding: [[1, 0], [0, 2]], name: 'pad' }), // prettier-ignore
      conv('first', { activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2, strides: 2, name: 'pool' }),
      layers.upSampling2d({ size: [2, 1], name: 'up' }),
      conv('second', { activation: 'relu' }),
    );
    const {
      stages: [first, second],
    } = traceStages(network);
    expect(first?.steps).toMatchObject([
      { kind: 'crop', layer: 'crop', top: 4, bottom: 2, left: 1, right: 3, inputHeight: 20, inputWidth: 20 },
      { kind: 'pad', layer: 'pad', top: 1, bottom: 0, left: 0, right: 2, inputHeight: 14, inputWidth: 16 },
      { kind: 'convolution', layer: 'first', vertical: { inputSize: 15, outputSize: 13 } },
    ]);
    expect(second?.steps).toMatchObject([
      { kind: 'pooling', layer: 'pool', vertical: { kernel: 2, stride: 2, inputSize: 13, outputSize: 6 } },
      { kind: 'resize', layer: 'up', inputHeight: 6, outputHeight: 12, inputWidth: 8, outputWidth: 8 },
      { kind: 'convolution', layer: 'second' },
    ]);
  });
});

describe('where a stage is tapped', () => {
  const relu = () => layers.reLU({ name: 'relu' });
  const tapOf = (...chained: layers.Layer[]) => {
    const {
      stages: [stage],
    } = traceStages(chain([12, 12, 1], conv('c'), ...chained));
    return { tap: stage?.tap, activation: stage?.activation, steps: stage?.steps.map((step) => step.kind) };
  };

  test('at the activation that follows', () => {
    expect(tapOf(relu())).toEqual({ tap: 'relu', activation: 'relu', steps: ['convolution'] });
  });
  test('past batch normalisation and dropout', () => {
    const between = [layers.batchNormalization({ name: 'norm' }), layers.dropout({ rate: 0.5 })];
    expect(tapOf(...between, layers.leakyReLU({ name: 'leaky' }))).toEqual({
      tap: 'leaky',
      activation: 'leaky-relu',
      steps: ['convolution'],
    });
  });
  test('past a pooling, which then belongs to the stage', () => {
    expect(tapOf(layers.maxPooling2d({ poolSize: 2 }), relu())).toEqual({
      tap: 'relu',
      activation: 'relu',
      steps: ['convolution', 'pooling'],
    });
  });
  test('at the convolution when the activation comes after the flatten', () => {
    expect(tapOf(layers.flatten(), layers.elu())).toEqual({ tap: 'c', activation: 'linear', steps: ['convolution'] });
  });
  test('at the convolution when another convolution comes first', () => {
    expect(tapOf(conv('d'), relu())).toMatchObject({ tap: 'c', activation: 'linear' });
  });
});

describe('networks with branches', () => {
  test('two heads on one trunk are no branches of the picture', () => {
    const picture = input({ shape: [8, 8, 1] });
    const flat = layers.flatten().apply(conv('c', { activation: 'relu' }).apply(picture)) as SymbolicTensor;
    const heads = ['angle', 'throttle'].map((name) => layers.dense({ units: 1, name }).apply(flat) as SymbolicTensor);
    const { stages, problems } = traceStages(model({ inputs: picture, outputs: heads }));
    expect(stages.map(({ layer }) => layer)).toEqual(['c']);
    expect(problems).toEqual([]);
  });
});

describe('layers that are no plain chain', () => {
  test('axes that are moved for a normalisation and back', () => {
    const { stages, problems } = traceStages(
      chain(
        [8, 6, 1],
        conv('c', { padding: 'same' }),
        layers.permute({ dims: [2, 3, 1], name: 'moved' }),
        layers.batchNormalization({ name: 'rows' }),
        layers.permute({ dims: [3, 1, 2], name: 'back' }),
        conv('d', { activation: 'relu' }),
      ),
    );
    expect(stages.map(({ layer, tap, height, width }) => [layer, tap, height, width])).toEqual([
      ['c', 'back', 8, 6],
      ['d', 'd', 6, 4],
    ]);
    expect(problems.map(({ code }) => code)).toEqual(['activation-outside-paper']);
  });

  test('an activation that is called twice is tapped at each of its calls', () => {
    const picture = input({ shape: [8, 8, 1] });
    const relu = layers.reLU({ name: 'relu' });
    const first = relu.apply(conv('c').apply(picture)) as SymbolicTensor;
    const second = relu.apply(conv('d').apply(first)) as SymbolicTensor;
    const network = model({ inputs: picture, outputs: layers.flatten().apply(second) as SymbolicTensor });
    const { stages } = traceStages(network);
    expect(stages.map(({ layer, tap, height }) => [layer, tap, height])).toEqual([
      ['c', 'relu', 6],
      ['d', 'relu:2', 4],
    ]);
    expect(tapTensors(network, stages)).toEqual([first, second]);
  });

  test('a transposed convolution is padded as its output is: of 3 - 2 elements none before', () => {
    const up = layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: 'same', name: 'up' });
    const {
      stages: [stage],
    } = traceStages(chain([4, 5, 1], up));
    expect(stage).toMatchObject({ height: 8, width: 10 });
    const axis = { kernel: 3, stride: 2, dilation: 1, padBefore: 0 };
    expect(stage?.steps).toEqual([
      {
        kind: 'transposed-convolution',
        layer: 'up',
        vertical: { ...axis, inputSize: 4, outputSize: 8 },
        horizontal: { ...axis, inputSize: 5, outputSize: 10 },
      },
    ]);
  });

  test('squeeze-and-excite weighs the map, a Reshape from numbers to a map notwithstanding', () => {
    const picture = input({ shape: [8, 8, 1] });
    const map = conv('c', { activation: 'swish' }).apply(picture) as SymbolicTensor;
    const mean = layers.globalAveragePooling2d({}).apply(map);
    const gate = layers.reshape({ targetShape: [1, 1, 2] }).apply(mean);
    const excite = conv('excite', { kernelSize: 1, activation: 'sigmoid' }).apply(gate) as SymbolicTensor;
    const weighed = layers.multiply({ name: 'weighed' }).apply([excite, map]);
    const end = conv('d', { activation: 'relu' }).apply(weighed) as SymbolicTensor;
    const { stages, problems } = traceStages(model({ inputs: picture, outputs: end }));
    expect(stages.map(({ layer, activation }) => [layer, activation])).toEqual([
      ['c', 'silu'],
      ['d', 'relu'],
    ]);
    expect(problems.map(({ code, place }) => [code, place])).toEqual([
      ['activation-outside-paper', 'c'],
      ['gate-outside-paper', 'weighed'],
    ]);
  });
});

describe('what no mask can be led through', () => {
  test('rows and columns exchanged before a convolution', () => {
    const { stages, problems } = traceStages(
      chain([8, 6, 1], layers.permute({ dims: [2, 1, 3], name: 'turn' }), conv('c')),
    );
    expect(stages).toEqual([]);
    expect(problems).toContainEqual(expect.objectContaining({ code: 'geometry-unknown', place: 'c' }));
  });
  test('no convolution at all', () => {
    const { stages, problems } = traceStages(chain([4, 4, 1], layers.flatten(), layers.dense({ units: 1 })));
    expect(stages).toEqual([]);
    expect(problems).toContainEqual(expect.objectContaining({ code: 'no-convolution' }));
  });
});
