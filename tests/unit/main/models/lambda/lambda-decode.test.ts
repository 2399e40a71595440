import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeLambda } from '../../../../../main/models/lambda/lambda-decode.ts';
import { lambdaConfig, type PythonFunction } from '../../../../support/python-code.ts';
import { realData } from '../../../../support/real-data.ts';

/** Some tenths of a second on a machine with nothing else to do; `npm run fuzz` measures. */
const patienceMs = 10_000;

const decode = (fn: PythonFunction) => decodeLambda('scale', lambdaConfig(fn));

/** Little-endian argument of Python before 3.6. */
const wide = (opcode: number, argument: number): number[] => [opcode, argument & 255, argument >> 8];
const loadX = wide(124, 0);
const constants = [{ float: 127.5 }, 1] as const;
const centred = [{ kind: 'affine', scale: 1 / 127.5, offset: -1 }];

describe('x / 127.5 - 1 in every bytecode', () => {
  test('Python 2.7, whose division is another instruction', () => {
    const bytecode = [...loadX, ...wide(100, 1), 21, ...wide(100, 2), 24, 83];
    expect(decode({ layout: '2.7', bytecode, constants })).toEqual({
      expression: 'x / 127.5 - 1',
      operations: centred,
    });
  });
  test('Python 3.4 and 3.5', () => {
    const bytecode = [...loadX, ...wide(100, 1), 27, ...wide(100, 2), 24, 83];
    expect(decode({ layout: '3.0', bytecode, constants })).toEqual({
      expression: 'x / 127.5 - 1',
      operations: centred,
    });
  });
  test.each(['3.0', '3.8'] as const)('two bytes an instruction, code object of Python %s', (layout) => {
    const bytecode = [124, 0, 100, 1, 27, 0, 100, 2, 24, 0, 83, 0];
    expect(decode({ layout, bytecode, constants })).toEqual({ expression: 'x / 127.5 - 1', operations: centred });
  });
  test('Python 3.11, with its caches', () => {
    const bytecode = [151, 0, 124, 0, 100, 1, 122, 11, 0, 0, 100, 2, 122, 10, 0, 0, 83, 0];
    expect(decode({ layout: '3.11', bytecode, constants })).toEqual({
      expression: 'x / 127.5 - 1',
      operations: centred,
    });
  });
});

describe('other arithmetic', () => {
  const wordcode = (bytecode: number[], more: Partial<PythonFunction>) =>
    decode({ layout: '3.0', bytecode, constants: [], ...more });

  test('(1 - x) * 2 turns the sign of the scale', () => {
    const bytecode = [100, 1, 124, 0, 24, 0, 100, 2, 20, 0, 83, 0];
    const { expression, operations } = wordcode(bytecode, { constants: [1, 2] });
    expect(expression).toBe('(1 - x) * 2');
    expect(operations).toEqual([{ kind: 'affine', scale: -2, offset: 2 }]);
  });
  test('x - [103.9, 116.8, 123.7]: one number a channel', () => {
    const means = [{ float: 103.9 }, { float: 116.8 }, { float: 123.7 }];
    const { operations } = wordcode([124, 0, 100, 1, 24, 0, 83, 0], { constants: [means] });
    expect(operations).toEqual([{ kind: 'affine', scale: 1, offset: [-103.9, -116.8, -123.7] }]);
  });
  test('the identity', () => {
    expect(wordcode([124, 0, 83, 0], {})).toEqual({ expression: 'x', operations: [] });
  });
  test('a second argument takes its value from the settings of the layer', () => {
    const fn: PythonFunction = {
      layout: '3.0',
      bytecode: [124, 0, 124, 1, 27, 0, 83, 0],
      constants: [],
      variables: ['x', 'by'],
      argumentCount: 2,
    };
    const { operations } = decodeLambda('scale', { ...lambdaConfig(fn), arguments: { by: 4 } });
    expect(operations).toEqual([{ kind: 'affine', scale: 0.25, offset: 0 }]);
  });
  test('a variable of the enclosing function takes its value from the closure', () => {
    const fn: PythonFunction = {
      layout: '3.0',
      bytecode: [124, 0, 136, 0, 20, 0, 83, 0],
      constants: [],
      freeVariables: ['factor'],
    };
    const config = lambdaConfig(fn);
    const [code] = config['function'] as [string, null, null];
    const { operations } = decodeLambda('scale', { ...config, function: [code, null, [3]] });
    expect(operations).toEqual([{ kind: 'affine', scale: 3, offset: 0 }]);
  });
});

describe('pictures', () => {
  test('x[:, 60:-25, 10:]', () => {
    const slice = (start: number, stop: number): number[] => [100, start, 100, stop, 133, 2];
    const bytecode = [124, 0, ...slice(0, 0), ...slice(1, 2), ...slice(3, 0), 102, 3, 25, 0, 83, 0];
    const { expression, operations } = decode({ layout: '3.0', bytecode, constants: [60, -25, 10] });
    expect(expression).toBe('x[:, 60:-25, 10:]');
    expect(operations).toEqual([{ kind: 'crop', rows: { start: 60, stop: -25 }, columns: { start: 10, stop: null } }]);
  });
  test('import tensorflow as tf; tf.image.resize_images(x, (66, 200)) / 255, of Python 3.5', () => {
    const bytecode = [
      ...[...wide(100, 1), ...wide(100, 0), ...wide(108, 0), ...wide(125, 1)],
      ...[...wide(124, 1), ...wide(106, 1), ...wide(106, 2), ...loadX, ...wide(100, 2), ...wide(131, 2)],
      ...[...wide(100, 3), 27, 83],
    ];
    const { expression, operations } = decode({
      layout: '3.0',
      bytecode,
      constants: [0, [66, 200], 255],
      names: ['tensorflow', 'image', 'resize_images'],
      variables: ['x', 'tf'],
    });
    expect(expression).toBe('tensorflow.image.resize_images(x, (66, 200)) / 255');
    expect(operations).toEqual([
      { kind: 'resize', height: 66, width: 200, sampling: 'legacy' },
      { kind: 'affine', scale: 1 / 255, offset: 0 },
    ]);
  });
  test('tf.image.resize of TensorFlow 2 samples at half-pixel centres', () => {
    const bytecode = [116, 0, 106, 1, 160, 2, 124, 0, 100, 1, 161, 2, 83, 0];
    const names = ['tf', 'image', 'resize'];
    const { operations } = decode({ layout: '3.0', bytecode, constants: [[80, 160]], names });
    expect(operations).toEqual([{ kind: 'resize', height: 80, width: 160, sampling: 'half-pixel' }]);
  });
  test('resizing by another method is not taken for bilinear', () => {
    const bytecode = [116, 0, 106, 1, 106, 2, 124, 0, 100, 1, 100, 2, 131, 3, 83, 0];
    const names = ['tf', 'image', 'resize_images'];
    expect(() => decode({ layout: '3.0', bytecode, constants: [[80, 160], 2], names })).toThrow(
      'tf.image.resize_images(x, (80, 160), 2)',
    );
  });
});

describe('what is not understood is shown', () => {
  test('a call of another function', () => {
    const bytecode = [116, 0, 106, 1, 124, 0, 131, 1, 83, 0];
    expect(() => decode({ layout: '3.0', bytecode, constants: [], names: ['os', 'system'] })).toThrow(
      expect.objectContaining({
        code: 'unsupported-layer',
        message: expect.stringContaining('lambda x: os.system(x)'),
      }),
    );
  });
  test('a jump: as instructions', () => {
    const bytecode = [124, 0, 100, 1, 107, 0, 114, 10, 124, 0, 83, 0];
    expect(() => decode({ layout: '3.0', bytecode, constants: [5] })).toThrow(
      /LOAD_FAST x; LOAD_CONST 5; <107>; <114> 10/,
    );
  });
  test('an operator of no use to a picture', () => {
    expect(() => decode({ layout: '3.0', bytecode: [124, 0, 124, 0, 22, 0, 83, 0], constants: [] })).toThrow('x % x');
  });
  test('a function stored by name only', () => {
    expect(() => decodeLambda('scale', { function: 'preprocess', function_type: 'function' })).toThrow(
      'not stored in the file',
    );
  });
  test.each([
    ['nothing', ''],
    ['no marshal data', 'AAAA'],
    ['a tuple that claims 2 billion items', Buffer.from([0x28, 0xff, 0xff, 0xff, 0x7f]).toString('base64')],
    ['a reference to itself', Buffer.from([0xa9, 1, 0x72, 0, 0, 0, 0]).toString('base64')],
    [
      'nested a thousand deep',
      Buffer.from(Array.from({ length: 2000 }, (_, i) => (i % 2 === 0 ? 0x29 : 1))).toString('base64'),
    ],
  ])('%s', (_, code) => {
    expect(() => decodeLambda('scale', { function: [code, null, null] })).toThrow(
      expect.objectContaining({ code: 'unsupported-layer' }),
    );
  });
  test('a value squared sixty times over is refused at once', () => {
    const squared = Array.from({ length: 60 }, () => [4, 0, 20, 0]).flat();
    const started = performance.now();
    expect(() => decode({ layout: '3.0', bytecode: [124, 0, ...squared, 83, 0], constants: [] })).toThrow('…');
    expect(performance.now() - started).toBeLessThan(patienceMs);
  });
  test('a constant squared sixty times over, too', () => {
    const squared = Array.from({ length: 60 }, () => [4, 0, 20, 0]).flat();
    const bytecode = [124, 0, 100, 1, ...squared, 20, 0, 83, 0];
    expect(() => decode({ layout: '3.0', bytecode, constants: [1] })).toThrow('…');
  });
});

const real = realData('lambdas.json');

test.skipIf(real === null)('every Lambda found in published networks', () => {
  const entries = JSON.parse(readFileSync(real ?? '', 'utf8')) as {
    decoded: string;
    config: Record<string, unknown>;
  }[];
  expect(entries.length).toBeGreaterThan(20);
  // Their decoded form has parentheses around each operation.
  const expected: Record<string, unknown> = {
    '((v / 127.5) - 1.0)': centred,
    '((v / 127.5) - 1)': centred,
    '((v / 255.0) - 0.5)': [{ kind: 'affine', scale: 1 / 255, offset: -0.5 }],
    '((v / 255) - 0.5)': [{ kind: 'affine', scale: 1 / 255, offset: -0.5 }],
    '(v / 255.0)': [{ kind: 'affine', scale: 1 / 255, offset: 0 }],
    'v[(:, 60:134, 0:320)]': [{ kind: 'crop', rows: { start: 60, stop: 134 }, columns: { start: 0, stop: 320 } }],
    v: [],
  };
  for (const { decoded, config } of entries) {
    const [, variable = '', body = ''] = /^lambda (\w+): (.*)$/.exec(decoded) ?? [];
    const known = expected[body.replace(new RegExp(`\\b${variable}\\b`, 'g'), 'v')];
    expect(known, decoded).toBeDefined();
    expect(decodeLambda('scale', config).operations, decoded).toEqual(known);
  }
});
