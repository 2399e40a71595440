import type { CodeLayout } from '../../main/models/lambda/lambda-marshal.ts';

/** A constant of a Python function; a float is `{ float: 1 }` to tell it from an int. */
export type PythonConstant = null | number | string | PythonFloat | readonly PythonConstant[];
interface PythonFloat {
  readonly float: number;
}

export interface PythonFunction {
  readonly layout: CodeLayout;
  readonly bytecode: readonly number[];
  readonly constants: readonly PythonConstant[];
  readonly names?: readonly string[];
  readonly variables?: readonly string[];
  readonly argumentCount?: number;
  readonly freeVariables?: readonly string[];
}

/** A function as Python's marshal writes it, without references: enough to test a reader without Python. */
export function marshalFunction(fn: PythonFunction): Buffer {
  const { layout, variables = ['x'], freeVariables = [], names = [] } = fn;
  const argumentCount = fn.argumentCount ?? 1;
  const counts: Record<CodeLayout, number[]> = {
    '2.7': [argumentCount, variables.length, 4, 67],
    '3.0': [argumentCount, 0, variables.length, 4, 67],
    '3.8': [argumentCount, 0, 0, variables.length, 4, 67],
    '3.11': [argumentCount, 0, 0, 4, 67],
  };
  const text = layout === '2.7' ? internedText : shortText;
  const texts = (list: readonly string[]): Buffer => tuple(list.map(text));
  const variableFields =
    layout === '3.11'
      ? [texts([...variables, ...freeVariables]), bytes(Buffer.alloc(variables.length, 0x20))]
      : [texts(variables), texts(freeVariables), texts([])];
  return Buffer.concat([
    Buffer.from('c'),
    ...counts[layout].map(int32),
    bytes(Buffer.from(fn.bytecode)),
    tuple([null, ...fn.constants].map((value) => constant(value, text))),
    texts(names),
    ...variableFields,
    text('net.py'),
    text('scale'),
    ...(layout === '3.11' ? [text('scale')] : []),
    int32(1),
    bytes(Buffer.alloc(0)),
    ...(layout === '3.11' ? [bytes(Buffer.alloc(0))] : []),
  ]);
}

/** The settings of a Lambda layer with this function, as Keras from 2.1 on stores it. */
export function lambdaConfig(fn: PythonFunction): Record<string, unknown> {
  return { name: 'scale', function: [marshalFunction(fn).toString('base64'), null, null], function_type: 'lambda' };
}

function constant(value: PythonConstant, text: (value: string) => Buffer): Buffer {
  if (value === null) return Buffer.from('N');
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') return Buffer.concat([Buffer.from('i'), int32(value)]);
  if (!isFloat(value)) return tuple(value.map((item) => constant(item, text)));
  const buffer = Buffer.alloc(9, 'g');
  buffer.writeDoubleLE(value.float, 1);
  return buffer;
}

function isFloat(value: PythonFloat | readonly PythonConstant[]): value is PythonFloat {
  return 'float' in value;
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32LE(value);
  return buffer;
}

function tuple(items: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from('('), int32(items.length), ...items]);
}

function bytes(data: Buffer): Buffer {
  return Buffer.concat([Buffer.from('s'), int32(data.length), data]);
}

function shortText(value: string): Buffer {
  return Buffer.concat([Buffer.from('z'), Buffer.from([value.length]), Buffer.from(value, 'latin1')]);
}

function internedText(value: string): Buffer {
  return Buffer.concat([Buffer.from('t'), int32(value.length), Buffer.from(value, 'latin1')]);
}
