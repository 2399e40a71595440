import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openModel } from '../../../../../main/models/registry.ts';
import { sequentialConfig, writeKerasFile, type KerasFile } from '../../../../support/keras-file.ts';
import { lambdaConfig } from '../../../../support/python-code.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'steerscope-keras-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const conv = (settings: object = {}) => ['Conv2D', { filters: 2, kernel_size: [3, 3], ...settings }] as const;
const convWeights = {
  'kernel:0': { shape: [3, 3, 1, 2], values: Array.from({ length: 18 }, () => 1) },
  'bias:0': { shape: [2], values: [0, 0] },
};
const oneConvolution = sequentialConfig([8, 9, 1], [conv()]);

async function open(file: KerasFile) {
  const path = join(folder, 'network.h5');
  await writeKerasFile(path, file);
  return openModel(path);
}

/** The refusal of a file, which must name it last. */
async function refusal(opening: Promise<unknown>): Promise<{ code: string; message: string; nextStep: string }> {
  const thrown: unknown = await opening.then(
    () => new Error('it opened'),
    (error: unknown) => error,
  );
  expect(thrown).toMatchObject({ name: 'SteerscopeError' });
  return thrown as { code: string; message: string; nextStep: string };
}

test('what is assumed or not known is said: how tf.image.resize samples', async () => {
  const resizing = (method: string) => {
    const bytecode = [116, 0, 106, 1, 160, 2, 124, 0, 100, 1, 161, 2, 83, 0];
    const names = ['tf', 'image', method];
    const lambda = lambdaConfig({ layout: '3.0', bytecode, constants: [[8, 9]], names });
    const layers = [['Lambda', lambda], conv(), ['Flatten', {}], ['Dense', { units: 15 }]] as const;
    return open({
      config: sequentialConfig([16, 18, 1], layers),
      weights: {
        conv2d_1: convWeights,
        dense_3: {
          'kernel:0': { shape: [84, 15], values: Array.from({ length: 84 * 15 }, () => 0) },
          'bias:0': { shape: [15], values: Array.from({ length: 15 }, () => 0) },
        },
      },
    });
  };
  const codes = async (method: string) =>
    (await resizing(method)).info.problems.map(({ code, place }) => [code, place]);
  expect(await codes('resize')).toContainEqual(['resize-assumed', 'scale']);
  expect((await codes('resize_images')).flat()).not.toContain('resize-assumed');
});

describe('what a network says of itself', () => {
  test('one convolution, by hand', async () => {
    const model = await open({
      config: oneConvolution,
      weights: { conv2d_0: convWeights },
      attributes: { keras_version: '2.4.0' },
    });
    expect(model.info).toMatchObject({
      kind: 'network',
      name: 'network.h5',
      format: 'keras-h5',
      formatName: 'Keras 2.4.0 HDF5',
      input: { name: 'picture', height: 8, width: 9, channels: 1, layout: 'NHWC' },
      outputs: [{ name: 'conv2d_0', shape: [6, 7, 2] }],
      parameterCount: 20,
      scalesInput: false,
    });
    expect(model.info.layers).toEqual([
      {
        name: 'conv2d_0',
        type: 'Conv2D',
        inputs: ['picture'],
        outputShape: [6, 7, 2],
        parameterCount: 20,
        activation: 'linear',
        kernel: [3, 3],
        strides: [1, 1],
        dilations: [1, 1],
        padding: 'valid',
        detail: '',
      },
    ]);
    model.dispose();
  });

  test.each([
    ['Rescaling by 1/255', [['Rescaling', { scale: 1 / 255 }]], true],
    [
      'two steps that come to 1/128',
      [
        ['Rescaling', { scale: 1, offset: -128 }],
        ['Rescaling', { scale: 1 / 128 }],
      ],
      true,
    ],
    ['Rescaling by 1', [['Rescaling', { scale: 1 }]], false],
    ['batch normalisation alone', [['BatchNormalization', { scale: false, center: false }]], false],
  ] as const)('scalesInput: %s', async (_, start, expected) => {
    const normalised = { mean: { shape: [1], values: [128] }, variance: { shape: [1], values: [4096] } };
    const weights = start[0][0] === 'BatchNormalization' ? { batchnormalization_0: normalised } : {};
    const convName = `conv2d_${String(start.length)}`;
    const config = sequentialConfig([8, 9, 1], [...start, conv()]);
    const model = await open({ config, weights: { ...weights, [convName]: convWeights } });
    expect(model.info.scalesInput).toBe(expected);
    model.dispose();
  });

  test('weights under other names are taken in order, and that is said', async () => {
    const model = await open({ config: oneConvolution, weights: { conv2d_6: convWeights } });
    expect(model.info.problems).toContainEqual(expect.objectContaining({ code: 'weights-by-order' }));
    model.dispose();
  });

  test.each([
    ['float32', false],
    ['mixed_float16', true],
    [{ class_name: 'DTypePolicy', config: { name: 'mixed_bfloat16' } }, true],
    [{ class_name: 'DTypePolicy', config: { name: 'float32' } }, false],
  ])('computing in 16 bits is said: %j', async (dtype, expected) => {
    const model = await open({
      config: sequentialConfig([8, 9, 1], [conv({ dtype })]),
      weights: { conv2d_0: convWeights },
    });
    const found = model.info.problems.find(({ code }) => code === 'half-precision');
    expect(found?.place ?? null).toBe(expected ? 'conv2d_0' : null);
    model.dispose();
  });

  test('NaN in the weights is said', async () => {
    const broken = { ...convWeights, 'bias:0': { shape: [2], values: [0, NaN] } };
    const model = await open({ config: oneConvolution, weights: { conv2d_0: broken } });
    expect(model.info.problems).toContainEqual(
      expect.objectContaining({ code: 'weights-not-finite', severity: 'error', place: 'conv2d_0' }),
    );
    model.dispose();
  });

  test('a picture with its channels first, read as if they came last', async () => {
    const kernel = { shape: [1, 1, 20, 2], values: Array.from({ length: 40 }, () => 1) };
    const config = sequentialConfig([3, 10, 20], [conv({ kernel_size: 1 })]);
    const model = await open({ config, weights: { conv2d_0: { ...convWeights, 'kernel:0': kernel } } });
    expect(model.info.input).toMatchObject({ height: 3, width: 10, channels: 20 });
    expect(model.info.problems).toContainEqual(expect.objectContaining({ code: 'input-looks-channels-first' }));
    model.dispose();
  });
});

describe('refusals', () => {
  test.each<[string, KerasFile, string, RegExp]>([
    [
      'weights of another shape',
      {
        config: oneConvolution,
        weights: {
          conv2d_0: { ...convWeights, 'kernel:0': { shape: [3, 3, 2, 1], values: Array(18).fill(1) } },
        },
      },
      'not-a-network',
      /layer conv2d_0 .*expected \[3, 3, 1, 2\] \[2\], found \[3, 3, 2, 1\] \[2\]/,
    ],
    [
      'a bias missing',
      { config: oneConvolution, weights: { conv2d_0: { 'kernel:0': convWeights['kernel:0'] } } },
      'not-a-network',
      /expected \[3, 3, 1, 2\] \[2\], found \[3, 3, 1, 2\]:/,
    ],
    ['all weights missing', { config: oneConvolution, weights: {} }, 'not-a-network', /Layer conv2d_0 has no weights/],
    ['an architecture that is no JSON', { config: '{"class_name": ', weights: {} }, 'not-a-network', /no Keras JSON/],
    ['no layers', { config: { class_name: 'Sequential', config: [] }, weights: {} }, 'not-a-network', /no layers/],
    [
      'a class of its own',
      { config: { class_name: 'Pilot', config: {} }, weights: {} },
      'unsupported-network',
      /class Pilot/,
    ],
    ['a row of numbers', { config: sequentialConfig([23], []), weights: {} }, 'unsupported-network', /shape \[23\]/],
    [
      'several pictures in a row',
      { config: sequentialConfig([5, 8, 9, 3], []), weights: {} },
      'unsupported-network',
      /shape \[5, 8, 9, 3\]/,
    ],
    [
      'an open size',
      { config: sequentialConfig([null, 9, 3], []), weights: {} },
      'unsupported-network',
      /\[any, 9, 3\]/,
    ],
    [
      'a layer nobody knows',
      { config: sequentialConfig([8, 9, 1], [['CapsuleLayer', {}]]), weights: {} },
      'unsupported-layer',
      /capsulelayer_0 \(CapsuleLayer\) is of a kind/,
    ],
    [
      'a name that JavaScript knows',
      { config: sequentialConfig([8, 9, 1], [['constructor', {}]]), weights: {} },
      'unsupported-layer',
      /of a kind that Steerscope does not know/,
    ],
    [
      'an unknown activation',
      { config: sequentialConfig([8, 9, 1], [conv({ activation: 'snake' })]), weights: { conv2d_0: convWeights } },
      'unsupported-layer',
      /activation "snake"/,
    ],
    [
      'a window larger than the map',
      {
        config: sequentialConfig(
          [8, 9, 1],
          [
            ['MaxPooling2D', { pool_size: [9, 9] }],
            ['Flatten', {}],
          ],
        ),
        weights: {},
      },
      'unsupported-layer',
      /maxpooling2d_0/,
    ],
    [
      'a thousand million units',
      {
        config: sequentialConfig(
          [8, 9, 1],
          [
            ['Flatten', {}],
            ['Dense', { units: 1e9 }],
          ],
        ),
        weights: { dense_1: convWeights },
      },
      'unsupported-layer',
      /units = 1000000000/,
    ],
    [
      'padding to a map larger than memory',
      { config: sequentialConfig([8, 9, 1], [['ZeroPadding2D', { padding: 500000 }]]), weights: {} },
      'unsupported-layer',
      /makes a map of size \[1000008, 1000009, 1\]/,
    ],
    [
      'a number where a window should be',
      { config: sequentialConfig([8, 9, 1], [conv({ kernel_size: 'large' })]), weights: { conv2d_0: convWeights } },
      'unsupported-layer',
      /kernel_size = "large"/,
    ],
  ])('%s', async (_, file, code, message) => {
    const refused = await refusal(open(file));
    expect(refused).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(refused.message.endsWith(`: ${join(folder, 'network.h5')}`)).toBe(true);
    expect(refused.nextStep).not.toBe('');
  });

  test('weights without their architecture', async () => {
    expect(await refusal(open({ weights: { conv2d_0: convWeights } }))).toMatchObject({
      code: 'unsupported-network',
      nextStep: expect.stringContaining('network.json or model.json'),
    });
  });

  test('an architecture without its weights', async () => {
    const path = join(folder, 'network.json');
    writeFileSync(path, JSON.stringify(oneConvolution));
    expect(await refusal(openModel(path))).toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('weights'),
    });
  });

  const fixture = join(import.meta.dirname, '..', '..', '..', '..', 'fixtures', 'keras', 'keras1.h5');

  test.each([600, 2048, 9000, 15000])('a file cut off after %i bytes', async (size) => {
    const path = join(folder, 'cut.h5');
    copyFileSync(fixture, path);
    truncateSync(path, size);
    expect(await refusal(openModel(path))).toMatchObject({
      code: 'not-readable',
      message: expect.stringContaining(path),
    });
  });

  test('a damaged file that was replaced by a sound one in its place opens', async () => {
    const path = join(folder, 'replaced.h5');
    const sound = readFileSync(fixture);
    const bytes = Buffer.from(sound);
    bytes[8] = 0x63;
    writeFileSync(path, bytes);
    expect(await refusal(openModel(path))).toMatchObject({ code: 'not-readable' });
    writeFileSync(path, sound);
    const model = await openModel(path);
    expect(model.info.formatName).toBe('Keras 1.2.1 HDF5');
    model.dispose();
  });

  test('bytes turned over one by one never bring anything but a network or a refusal', async () => {
    const sound = readFileSync(fixture);
    const path = join(folder, 'turned.h5');
    let refused = 0;
    for (let at = 8; at < sound.length; at += 1499) {
      const bytes = Buffer.from(sound);
      bytes[at] = (bytes[at] ?? 0) ^ 0xff;
      writeFileSync(path, bytes);
      try {
        (await openModel(path)).dispose();
      } catch (thrown) {
        expect(thrown).toMatchObject({ name: 'SteerscopeError' });
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(0);
  });
});

describe('an architecture beside its weights', () => {
  test.each(['network.json', 'model.json'])('%s is found', async (name) => {
    writeFileSync(join(folder, name), JSON.stringify({ ...oneConvolution, keras_version: '1.2.0' }));
    const model = await open({ weights: { conv2d_0: convWeights } });
    expect(model.info).toMatchObject({ format: 'keras-json-h5', formatName: 'Keras 1.2.0 JSON with HDF5 weights' });
    model.dispose();
  });

  test('JSON written as a text within JSON', async () => {
    writeFileSync(join(folder, 'network.json'), JSON.stringify(JSON.stringify(oneConvolution)));
    const model = await open({ weights: { conv2d_0: convWeights } });
    expect(model.info.parameterCount).toBe(20);
    model.dispose();
  });
});
