import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import { isRecord } from '../is-record.ts';
import { disassemble, disassemblyText, versionsOfLayout } from './lambda-bytecode.ts';
import type { Instruction } from './lambda-bytecode.ts';
import { returnedExpression } from './lambda-expression.ts';
import { codeLayouts, unmarshalCode } from './lambda-marshal.ts';
import type { PythonCode, PythonValue } from './lambda-marshal.ts';
import { operationsOf } from './lambda-operations.ts';
import type { LambdaOperation } from './lambda-operations.ts';
import type { BytecodeVersion } from './lambda-opcodes.ts';
import { expressionText } from './lambda-text.ts';

/** A Lambda layer understood: what it does, and how its author wrote it (`x / 127.5 - 1.0`). */
export interface DecodedLambda {
  readonly expression: string;
  /** In order; empty for the identity. */
  readonly operations: readonly LambdaOperation[];
}

/**
 * Understands the Python function of a Keras `Lambda` layer from its compiled form, without running it.
 * `config` is the layer's own, as Keras 1, 2 or 3 wrote it.
 * @throws SteerscopeError `unsupported-layer`, with the function as far as it could be read.
 */
export function decodeLambda(layerName: string, config: Readonly<Record<string, unknown>>): DecodedLambda {
  const dump = functionDump(config);
  if (dump === null)
    throw notUnderstood(layerName, 'its function is not stored in the file but only named, or not stored at all');
  const readings = readingsOf(dump.bytes);
  let shown = 'its bytecode is of no Python version that Steerscope reads (2.7, 3.4 to 3.13)';
  for (const { code, version, instructions } of readings) {
    const expression = returnedExpression(code, instructions, version, furtherValues(code, dump, config));
    const operations = expression && operationsOf(expression);
    if (operations) return { expression: expressionText(expression), operations };
    shown = expression
      ? `lambda ${code.variableNames[0] ?? 'x'}: ${expressionText(expression)}`
      : disassemblyText(code, instructions);
  }
  throw notUnderstood(layerName, shown);
}

function notUnderstood(layerName: string, shown: string): SteerscopeError {
  const text = shown.length > 600 ? `${shown.slice(0, 600)}…` : shown;
  return new SteerscopeError(
    'unsupported-layer',
    `The Lambda layer ${layerName} computes something that Steerscope does not know, ${text}`,
    'State what it does in the preprocessing file, as {"steps": [...], "lambdas": {"' +
      layerName +
      '": [{"op": "affine", "scale": 0.00784, "offset": -1}]}}; there are affine, crop, resize, mix, reverse-channels, min-max, standardise, clip and function.',
  );
}

interface FunctionDump {
  readonly bytes: Uint8Array;
  readonly defaults: readonly unknown[];
  readonly closure: readonly unknown[];
}

/** `[code, defaults, closure]` of Keras 1 and 2, `{ class_name: '__lambda__', config }` of Keras 3. */
function functionDump(config: Readonly<Record<string, unknown>>): FunctionDump | null {
  const stored = config['function'];
  let parts: readonly unknown[];
  if (Array.isArray(stored)) {
    parts = stored as unknown[];
  } else if (isRecord(stored) && isRecord(stored['config'])) {
    const { code, defaults, closure } = stored['config'];
    parts = [code, defaults, closure];
  } else {
    parts = [config['function_type'] === 'function' ? null : stored, config['defaults'], config['closure']];
  }
  const [code, defaults, closure] = parts;
  if (typeof code !== 'string' || code === '') return null;
  return { bytes: codeBytes(code), defaults: asList(defaults), closure: asList(closure) };
}

/** Base64 since Keras 2.1; before it Python's `raw_unicode_escape`, where a character beyond 255 stands for `\uXXXX`. */
function codeBytes(code: string): Uint8Array {
  if (/^[A-Za-z0-9+/\s]+=*\s*$/.test(code)) return Buffer.from(code, 'base64');
  const escaped = [...code].map((character) => {
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x100) return character;
    return point < 0x10000 ? `\\u${point.toString(16).padStart(4, '0')}` : `\\U${point.toString(16).padStart(8, '0')}`;
  });
  return Buffer.from(escaped.join(''), 'latin1');
}

interface Reading {
  readonly code: PythonCode;
  readonly version: BytecodeVersion;
  readonly instructions: readonly Instruction[];
}

function readingsOf(bytes: Uint8Array): Reading[] {
  return codeLayouts.flatMap((layout) => {
    const code = unmarshalCode(bytes, layout);
    if (!code) return [];
    return versionsOfLayout[layout].flatMap((version) => {
      const instructions = disassemble(code, version);
      return instructions ? [{ code, version, instructions }] : [];
    });
  });
}

/** Values of the function's other arguments (the layer's `arguments`, its defaults) and of its closure. */
function furtherValues(
  code: PythonCode,
  dump: FunctionDump,
  config: Readonly<Record<string, unknown>>,
): Record<string, PythonValue> {
  const values: Record<string, PythonValue> = {};
  const argumentNames = code.variableNames.slice(0, code.argumentCount);
  const withDefault = argumentNames.slice(argumentNames.length - dump.defaults.length);
  for (const [index, name] of withDefault.entries()) values[name] = pythonValue(dump.defaults[index]);
  const given = config['arguments'];
  if (isRecord(given)) for (const [name, value] of Object.entries(given)) values[name] = pythonValue(value);
  const captured = code.layout === '3.11' ? code.variableNames.slice(-dump.closure.length) : code.freeNames;
  for (const [index, value] of dump.closure.entries()) {
    const name = captured[index];
    if (name !== undefined) values[name] = pythonValue(value);
  }
  return values;
}

function pythonValue(value: unknown): PythonValue {
  if (typeof value === 'number') return { kind: Number.isInteger(value) ? 'int' : 'float', value };
  if (typeof value === 'boolean') return { kind: 'bool', value };
  if (typeof value === 'string') return { kind: 'text', value };
  if (value === null) return { kind: 'none' };
  return Array.isArray(value) ? { kind: 'tuple', items: value.map(pythonValue) } : { kind: 'other' };
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
