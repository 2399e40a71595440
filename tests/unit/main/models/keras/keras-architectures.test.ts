import { describe, expect, test } from 'vitest';
import { buildKerasNetwork } from '../../../../../main/models/keras/keras-build.ts';
import { readKerasJson } from '../../../../../main/models/keras/keras-json.ts';
import { matchWeights } from '../../../../../main/models/keras/keras-weights.ts';
import { openModel } from '../../../../../main/models/registry.ts';
import { realData } from '../../../../support/real-data.ts';

/** Some tenths of a second on a machine with nothing else to do; `npm run fuzz` measures. */
const patienceMs = 10_000;

type Json = Readonly<Record<string, unknown>>;
const path = 'network.h5';

const entry = (className: string, config: Json = {}, more: Json = {}): Json => ({
  class_name: className,
  config: { name: 'it', ...config },
  ...more,
});
const inputLayer = (name: string, shape: readonly (number | null)[]): Json => ({
  ...entry('InputLayer', { name, batch_input_shape: [null, ...shape] }),
  name,
  inbound_nodes: [],
});
const node = (className: string, name: string, calls: readonly (readonly string[])[], config: Json = {}): Json => ({
  ...entry(className, { ...config, name }),
  name,
  inbound_nodes: calls.map((inputs) => inputs.map((input) => [input, 0, 0, {}])),
});
const functional = (layers: readonly Json[], inputs: readonly string[], output: string, name = 'network'): Json => ({
  class_name: 'Functional',
  name,
  config: {
    name,
    layers,
    input_layers: inputs.map((input) => [input, 0, 0]),
    output_layers: [[output, 0, 0]],
  },
});
const sequential = (...layers: readonly Json[]): Json => ({
  class_name: 'Sequential',
  config: { name: 'network', layers: [inputLayer('picture', [8, 9, 3]), ...layers] },
});

/** The refusal of an architecture without weights, which must come at once. */
async function refusal(json: Json, version = '2.15.0'): Promise<{ code: string; message: string; nextStep: string }> {
  const start = performance.now();
  const thrown: unknown = await (async () => {
    const network = readKerasJson(json, path, version);
    const { weightsOf } = matchWeights(network, [], path);
    const { layersModel } = await buildKerasNetwork(network, weightsOf, path);
    layersModel.dispose();
    return new Error('it was built');
  })().catch((error: unknown) => error);
  expect(performance.now() - start).toBeLessThan(patienceMs);
  expect(thrown).toMatchObject({ name: 'SteerscopeError', message: expect.stringMatching(/: network\.h5$/) });
  return thrown as { code: string; message: string; nextStep: string };
}

describe('refused by name', () => {
  test.each([
    ['TimeDistributed', 'sequence'],
    ['LSTM', 'sequence'],
    ['CuDNNGRU', 'sequence'],
    ['ConvLSTM2D', 'sequence'],
    ['Bidirectional', 'sequence'],
    ['Conv1D', 'sequence'],
    ['Conv3D', 'sequence'],
    ['Convolution3D', 'sequence'],
    ['GlobalAveragePooling1D', 'sequence'],
    ['MultiHeadAttention', 'sequence'],
    ['SpatialTransformer', 'of a kind that Steerscope does not know'],
    ['nets>Attend', 'of a kind that Steerscope does not know'],
    ['QuantizeWrapperV2', 'quantisation-aware training'],
  ])('%s', async (className, words) => {
    const { code, message } = await refusal(sequential(entry(className)));
    expect(code).toBe('unsupported-layer');
    expect(message).toContain(`Layer it (${className})`);
    expect(message).toContain(words);
  });

  test('a class of another module, though Keras has one of its name', async () => {
    const { message } = await refusal(sequential(entry('Dense', { units: 1 }, { module: 'pilots.layers' })), '3.5.0');
    expect(message).toContain('Layer it (Dense) is of a kind that Steerscope does not know');
  });

  test('the layer before the shape, where both are out of the way', async () => {
    const layers = [inputLayer('frames', [5, 8, 9, 3]), node('TimeDistributed', 'each', [['frames']])];
    expect((await refusal(functional(layers, ['frames'], 'each'))).message).toContain('Layer each (TimeDistributed)');
  });

  test.each<[string, readonly (readonly (number | null)[])[], RegExp]>([
    [
      'two pictures',
      [
        [8, 9, 3],
        [8, 9, 1],
      ],
      /takes 2 pictures, in0 and in1/,
    ],
    ['several pictures in a row', [[4, 8, 9, 3]], /in0 takes several pictures at once, of shape \[4, 8, 9, 3\]/],
    ['no picture', [[23]], /input of shape \[23\], not one picture/],
    ['an open vector', [[8, 9, 3], [null]], /in1 has the shape \[any\]/],
    ['a picture of any size', [[null, null, 3]], /in0 has the shape \[any, any, 3\]/],
    ['a picture larger than any', [[1e9, 1e9, 3]], /in0 has the shape/],
  ])('inputs: %s', async (_, shapes, message) => {
    const names = shapes.map((__, index) => `in${String(index)}`);
    const layers = shapes.map((shape, index) => inputLayer(names[index] ?? '', shape));
    const { code, message: said } = await refusal(functional(layers, names, 'in0'));
    expect(code).toBe('unsupported-network');
    expect(said).toMatch(message);
  });

  test.each<[string, Json]>([
    ['Resizing', { height: 4, width: 4, crop_to_aspect_ratio: true }],
    ['Resizing', { height: 4, width: 4, interpolation: 'lanczos3' }],
    ['CenterCrop', { height: 40, width: 4 }],
    ['RandomCrop', { height: 4, width: 4 }],
    ['Softmax', { axis: 1 }],
    ['Activation', { activation: 'sparsemax' }],
    ['Activation', { activation: 'constructor' }],
    ['TFOpLambda', { function: 'image.adjust_gamma' }],
  ])('a setting of %s %j', async (className, config) => {
    const call = className === 'TFOpLambda' ? 'inbound_nodes' : '';
    const json = functional(
      [
        inputLayer('picture', [8, 9, 3]),
        call
          ? { ...node(className, 'it', [], config), [call]: [['picture', 0, 0, { gamma: 2 }]] }
          : node(className, 'it', [['picture']], config),
      ],
      ['picture'],
      'it',
    );
    expect(await refusal(json)).toMatchObject({
      code: 'unsupported-layer',
      message: expect.stringContaining('Layer it'),
    });
  });
});

describe('hostile architectures', () => {
  const relu = (index: number, input: string) => node('ReLU', `relu${String(index)}`, [[input]]);

  test('a million layers', async () => {
    const layers = Array.from({ length: 1_000_000 }, () => entry('ReLU'));
    const json = { class_name: 'Sequential', config: { name: 'network', layers } };
    expect((await refusal(json)).message).toContain('it lists 1000000 layers');
  });

  test('a thousand networks of a thousand layers', async () => {
    const inner = Array.from({ length: 1000 }, (_, index) =>
      relu(index, index === 0 ? 'i' : `relu${String(index - 1)}`),
    );
    const layers = Array.from({ length: 1000 }, (_, index) => ({
      ...functional([inputLayer('i', [8, 9, 3]), ...inner], ['i'], 'relu999', `net${String(index)}`),
      inbound_nodes: [[['picture', 0, 0, {}]]],
    }));
    const json = functional([inputLayer('picture', [8, 9, 3]), ...layers], ['picture'], 'net0');
    expect((await refusal(json)).message).toContain('it lists 2002 layers and perhaps more');
  });

  test('networks that call the network inside them again and again, a level deeper each time', async () => {
    let inner: Json = functional([inputLayer('i', [8, 9, 3]), relu(0, 'i')], ['i'], 'relu0', 'net0');
    for (let level = 1; level <= 7; level += 1) {
      const calls = Array.from({ length: 40 }, (_, index) =>
        index === 0 ? [['i', 0, 0, {}]] : [[`net${String(level - 1)}`, index, 0, {}]],
      );
      const used = { ...inner, inbound_nodes: calls };
      const json = functional([inputLayer('i', [8, 9, 3]), used], ['i'], 'x', `net${String(level)}`);
      (json['config'] as Record<string, unknown>)['output_layers'] = [[`net${String(level - 1)}`, 40, 0]];
      inner = json;
    }
    expect((await refusal(inner)).message).toContain('its layers are called too often');
  });

  test('networks in networks in networks', async () => {
    let inner: Json = sequential(entry('ReLU'));
    for (let level = 0; level < 2000; level += 1)
      inner = { class_name: 'Sequential', config: { name: 'n', layers: [inputLayer('i', [8, 9, 3]), inner] } };
    expect((await refusal(inner)).message).toContain('networks lie in networks too deep');
  });

  test.each<[string, readonly Json[], string, string]>([
    ['a circle', [relu(0, 'relu1'), relu(1, 'relu0')], 'relu0', 'layer relu0 takes its input from itself'],
    ['a layer that takes itself', [relu(0, 'relu0')], 'relu0', 'layer relu0 takes its input from itself'],
    [
      'a call that takes a later one',
      [node('ReLU', 'r', [['r'], ['picture']])],
      'r',
      'layer r takes its input from itself',
    ],
    ['a layer that takes nothing', [node('ReLU', 'r', [[]])], 'r', 'layer r takes nothing'],
    ['an output of nobody', [], 'ghost', 'layer ghost is taken from, but gives nothing'],
    ['two of a name', [relu(0, 'picture'), relu(0, 'picture')], 'relu0', 'two layers are called relu0'],
  ])('%s', async (_, layers, output, words) => {
    const json = functional([inputLayer('picture', [8, 9, 3]), ...layers], ['picture'], output);
    const { code, message } = await refusal(json);
    expect(code).toBe('not-a-network');
    expect(message).toContain(words);
  });

  test.each<[string, Json]>([
    ['Dense', { units: 1 << 20 }],
    ['Conv2D', { filters: 1 << 20, kernel_size: [1 << 10, 1 << 10], padding: 'same' }],
    ['Conv2D', { filters: 0, kernel_size: [3, 3] }],
    ['Conv2D', { filters: 4, kernel_size: [3, 3], groups: 0 }],
    ['Conv2D', { filters: 4, kernel_size: [3, 3], groups: 2 }],
    ['UpSampling2D', { size: [1 << 20, 1 << 20] }],
    ['UpSampling2D', { size: [1 << 15, 1 << 15], interpolation: 'bilinear' }],
    ['ZeroPadding2D', { padding: 1 << 20 }],
    ['Cropping2D', { cropping: 8 }],
    ['Resizing', { height: 1 << 20, width: 1 << 20 }],
    ['Reshape', { target_shape: [-1, -1] }],
    ['Reshape', { target_shape: [0, -1] }],
    ['Permute', { dims: [7, 8, 9] }],
    ['Permute', { dims: [1, 1, 1] }],
    ['Concatenate', { axis: 1e9 }],
    ['BatchNormalization', { axis: 77 }],
    ['LayerNormalization', { axis: [-9] }],
    ['Rescaling', { scale: 'NaN' }],
    ['Normalization', { mean: [1, 2], variance: [1] }],
    ['ReLU', { max_value: [] }],
  ])('an absurd %s %j', async (className, config) => {
    const { code, message } = await refusal(sequential(entry(className, config)));
    expect(['unsupported-layer', 'not-a-network']).toContain(code);
    expect(message).toContain('it');
  });
});

describe('what else is read', () => {
  test('a node of a graph of TensorFlow 1 is what its operation says', () => {
    const divided = {
      ...node('TensorFlowOpLayer', 'divided', [['picture']], {
        node_def: '{"name": "truediv", "op": "RealDiv", "input": ["picture", "truediv/y"]}',
        constants: { 1: 127.5 },
      }),
    };
    const network = readKerasJson(
      functional([inputLayer('picture', [8, 9, 3]), divided], ['picture'], 'divided'),
      path,
    );
    return buildKerasNetwork(network, () => [], path).then(({ layersModel }) => {
      const config = layersModel.getLayer('divided').getConfig();
      expect([config['scale'], config['offset']]).toEqual([1 / 127.5, 0]);
    });
  });

  test('names that TF.js does not take, or that are taken', async () => {
    const layers = [
      inputLayer('사진', [8, 9, 3]),
      node('ReLU', 'my layer', [['사진']]),
      node('ReLU', 'my_layer', [['my layer']]),
      node('ReLU', '_last', [['my_layer']]),
    ];
    const network = readKerasJson(functional(layers, ['사진'], '_last'), path);
    const { layersModel, origins } = await buildKerasNetwork(network, () => [], path);
    expect([...origins.keys()]).toEqual(['my_layer', 'my_layer-2', 'layer_last']);
    expect(layersModel.outputNames).toEqual(['layer_last']);
  });

  test('weights of a network inside are told apart by name, and by order where names do not say', () => {
    const conv = (name: string) => entry('Conv2D', { name, filters: 1, kernel_size: [1, 1] });
    const norm = entry('BatchNormalization', { name: 'n' });
    const inner = { class_name: 'Sequential', config: { name: 'inner', layers: [conv('a'), norm, conv('b')] } };
    const network = readKerasJson(sequential(inner), path);
    const weight = (name: string) => ({ name, shape: [], values: Float32Array.of() });
    const namesOf = (names: readonly string[]) => {
      const { weightsOf } = matchWeights(network, [{ name: 'inner', weights: names.map(weight) }], path);
      return ['inner/a', 'inner/n', 'inner/b'].map((layer) => weightsOf(layer).map(({ name }) => name));
    };
    const own = [
      'b/kernel:0',
      'n/beta:0',
      'n/gamma:0',
      'n/moving_mean:0',
      'n/moving_variance:0',
      'b/bias:0',
      'a/bias:0',
    ];
    expect(namesOf([...own, 'inner/a/kernel:0'])).toEqual([
      ['inner/a/kernel:0', 'a/bias:0'],
      ['n/gamma:0', 'n/beta:0', 'n/moving_mean:0', 'n/moving_variance:0'],
      ['b/kernel:0', 'b/bias:0'],
    ]);
    // Those that training changes first.
    expect(namesOf(['k1', 'b1', 'gamma', 'beta', 'k2', 'b2', 'mean', 'variance'])).toEqual([
      ['k1', 'b1'],
      ['gamma', 'beta', 'mean', 'variance'],
      ['k2', 'b2'],
    ]);
  });
});

const quantised = realData('models', 'deeppicar_esp32_qat', 'opt-k2-40x30x3-T1.h5');
test.skipIf(quantised === null)('a network of quantisation-aware training says what to do instead', async () => {
  await expect(openModel(quantised ?? '')).rejects.toMatchObject({
    code: 'unsupported-layer',
    message: expect.stringContaining('quantisation-aware training'),
    nextStep: expect.stringContaining('quantize_model()'),
  });
});
