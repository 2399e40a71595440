import { describe, expect, test } from 'vitest';
import { parseKerasJson, readKerasJson } from '../../../../../main/models/keras/keras-json.ts';
import { LayerSettings } from '../../../../../main/models/keras/keras-layer-config.ts';

const path = 'network.json';
const inputLayer = {
  class_name: 'InputLayer',
  name: 'picture',
  config: { batch_input_shape: [null, 8, 9, 3] },
  inbound_nodes: [],
};

/** A layer of a functional network that takes what `inputs` give. */
const node = (className: string, name: string, inputs: readonly string[], config: object = {}) => ({
  class_name: className,
  name,
  config: { ...config, name },
  inbound_nodes: [inputs.map((input) => [input, 0, 0])],
});

const graph = (layers: readonly object[], output: string) =>
  readKerasJson({ class_name: 'Model', config: { layers, output_layers: [[output, 0, 0]] } }, path);

/** The only layer after the input, of a Keras 1 Sequential. */
function keras1Layer(className: string, config: object) {
  const layer = { class_name: className, config: { name: 'it', batch_input_shape: [null, 8, 9, 3], ...config } };
  const [read] = readKerasJson({ class_name: 'Sequential', config: [layer], keras_version: '1.2.0' }, path).layers;
  if (!read) throw new Error('no layer');
  return { read, settings: new LayerSettings(read) };
}

describe('Keras 1 in the words of Keras 2', () => {
  test('Convolution2D', () => {
    const { read, settings } = keras1Layer('Convolution2D', {
      nb_filter: 24,
      nb_row: 5,
      nb_col: 3,
      subsample: [2, 1],
      border_mode: 'same',
      bias: false,
      dim_ordering: 'tf',
      activation: 'elu',
      W_regularizer: { name: 'WeightRegularizer', l2: 0.001 },
    });
    expect(read).toMatchObject({ className: 'Conv2D', writtenAs: 'Convolution2D' });
    expect(settings.integer('filters')).toBe(24);
    expect(settings.pair('kernel_size')).toEqual([5, 3]);
    expect(settings.pair('strides')).toEqual([2, 1]);
    expect(settings.padding()).toBe('same');
    expect(settings.flag('use_bias', true)).toBe(false);
    expect(settings.activation()).toBe('elu');
    expect(settings.raw('data_format')).toBe('channels_last');
  });
  test('the order of axes of Theano', () => {
    expect(keras1Layer('Convolution2D', { dim_ordering: 'th' }).settings.raw('data_format')).toBe('channels_first');
  });
  test('AtrousConvolution2D is dilated', () => {
    const { read, settings } = keras1Layer('AtrousConvolution2D', { nb_row: 3, nb_col: 3, atrous_rate: [2, 4] });
    expect(read.className).toBe('Conv2D');
    expect(settings.pair('dilation_rate')).toEqual([2, 4]);
  });
  test('Dense and Dropout', () => {
    expect(keras1Layer('Dense', { output_dim: 50 }).settings.integer('units')).toBe(50);
    expect(keras1Layer('Dropout', { p: 0.25 }).settings.number('rate', 0)).toBe(0.25);
  });
  test.each([
    [[1, 2], [[1, 1], [2, 2]]], // prettier-ignore
    [[1, 2, 3, 4], [[1, 2], [3, 4]]], // prettier-ignore
    [{ top_pad: 1, right_pad: 4 }, [[1, 0], [0, 4]]], // prettier-ignore
  ])('ZeroPadding2D %j', (padding, sides) => {
    expect(keras1Layer('ZeroPadding2D', { padding }).settings.sides('padding')).toEqual(sides);
  });
  test('Merge by sum is Add; by a function it stays what it was', () => {
    const merge = (mode: string) => graph([inputLayer, node('Merge', 'm', ['picture'], { mode })], 'm').layers[0];
    expect(merge('sum')?.className).toBe('Add');
    expect(merge('cos')?.className).toBe('Merge');
  });
});

describe('graphs', () => {
  test('layers come after those they take from, whatever the order of the file', () => {
    const network = graph([node('Flatten', 'b', ['a']), node('ELU', 'a', ['picture']), inputLayer], 'b');
    expect(network.calls.map(({ name, inputs }) => [name, inputs])).toEqual([
      ['a', ['picture']],
      ['b', ['a']],
    ]);
    expect(network).toMatchObject({ inputs: [{ name: 'picture', shape: [8, 9, 3] }], outputs: ['b'] });
  });
  test('nodes as Keras 3 writes them', () => {
    const tensor = (name: string) => ({
      class_name: '__keras_tensor__',
      config: { shape: [], keras_history: [name, 0, 0] },
    });
    const sum = { ...node('Add', 's', []), inbound_nodes: [{ args: [[tensor('a'), tensor('picture')]], kwargs: {} }] };
    const network = readKerasJson(
      {
        class_name: 'Functional',
        config: { layers: [inputLayer, node('ELU', 'a', ['picture']), sum], output_layers: ['s', 0, 0] },
      },
      path,
    );
    expect(network.calls.at(-1)?.inputs).toEqual(['a', 'picture']);
    expect(network.outputs).toEqual(['s']);
  });
  test.each<[string, () => unknown, string, RegExp]>([
    [
      'a circle',
      () => graph([inputLayer, node('ELU', 'a', ['b']), node('ELU', 'b', ['a'])], 'b'),
      'not-a-network',
      /layer a takes/,
    ],
    [
      'a layer that is not there',
      () => graph([inputLayer, node('ELU', 'a', ['x'])], 'a'),
      'not-a-network',
      /layer a takes/,
    ],
    [
      'an output that is not there',
      () => graph([inputLayer, node('ELU', 'a', ['picture'])], 'x'),
      'not-a-network',
      /layer x is taken from/,
    ],
    [
      'the same name twice',
      () => graph([inputLayer, node('ELU', 'a', ['picture']), node('ELU', 'a', ['picture'])], 'a'),
      'not-a-network',
      /two layers are called a/,
    ],
    [
      'two pictures',
      () => graph([inputLayer, { ...inputLayer, name: 'rear' }], 'rear'),
      'unsupported-network',
      /takes 2 pictures, picture and rear/,
    ],
    [
      'ten thousand layers',
      () =>
        graph(
          Array.from({ length: 10_000 }, (_, i) => node('ELU', `e${String(i)}`, [])),
          'e0',
        ),
      'not-a-network',
      /10000 layers/,
    ],
  ])('refused: %s', (_, read, code, message) => {
    expect(read).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });
});

test('hard_sigmoid of Keras 3 is another function than of Keras 2', () => {
  const activationOf = (version: string) => {
    const layer = { class_name: 'Activation', config: { name: 'a', activation: 'hard_sigmoid' } };
    const config = { layers: [{ ...inputLayer, config: { ...inputLayer.config, name: 'picture' } }, layer] };
    const [read] = readKerasJson({ class_name: 'Sequential', config }, path, version).layers;
    return () => read && new LayerSettings(read).activation();
  };
  expect(activationOf('2.15.0')()).toBe('hardSigmoid');
  expect(activationOf('3.9.2')()).toBe('hardSigmoidOfKeras3');
});

test.each([
  ['', null],
  ['[1, 2]', null],
  ['"text"', null],
  ['{"class_name": 3, "config": {}}', null],
])('%s is no architecture', (text, expected) => {
  expect(parseKerasJson(text)).toBe(expected);
});

test('what is stated for a Lambda that the network does not have is refused, with the names it has', () => {
  const lambda = { class_name: 'Lambda', config: { name: 'scale', batch_input_shape: [null, 8, 9, 3] } };
  const read = (name: string) =>
    readKerasJson({ class_name: 'Sequential', config: [lambda] }, path, '2.2.4', {
      [name]: [{ op: 'affine', scale: 2, offset: 0 }],
    });
  expect(read('scale').layers.find(({ name }) => name === 'scale')?.stated).toHaveLength(1);
  expect(() => read('scael')).toThrow(
    expect.objectContaining({
      code: 'bad-preprocessing',
      message: expect.stringContaining('scael'),
      nextStep: expect.stringContaining('scale'),
    }),
  );
});
