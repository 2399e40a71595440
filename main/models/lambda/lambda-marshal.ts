/*
 * Reader of Python's marshal format (CPython `Python/marshal.c`), as far as a function's code object needs it. It only
 * reads bytes into data: nothing of it is ever run.
 */

/** A Python constant. `other` stands for kinds that no known operation uses (complex, set, dict). */
export type PythonValue =
  | { readonly kind: 'none' | 'ellipsis' | 'other' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int' | 'float'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'tuple'; readonly items: readonly PythonValue[] }
  | { readonly kind: 'code'; readonly code: PythonCode };

/** Which fields a code object has; marshal does not say, so each is tried. */
export const codeLayouts = ['3.11', '3.8', '3.0', '2.7'] as const;
export type CodeLayout = (typeof codeLayouts)[number];

/** A Python function as compiled. */
export interface PythonCode {
  readonly layout: CodeLayout;
  readonly name: string;
  readonly argumentCount: number;
  readonly bytecode: Uint8Array;
  readonly constants: readonly PythonValue[];
  /** Globals and attributes. */
  readonly names: readonly string[];
  /** Arguments first, then other local variables. */
  readonly variableNames: readonly string[];
  /** Variables of an enclosing function: cells, then free variables. In 3.11 they are in `variableNames`. */
  readonly cellNames: readonly string[];
  readonly freeNames: readonly string[];
}

class MarshalError extends Error {}

/** The code object in `bytes` under one layout; null when the bytes are not of that layout. */
export function unmarshalCode(bytes: Uint8Array, layout: CodeLayout): PythonCode | null {
  try {
    const reader = new MarshalReader(bytes, layout);
    const value = reader.readValue(0);
    return value.kind === 'code' && reader.atEnd ? value.code : null;
  } catch (thrown) {
    if (thrown instanceof MarshalError) return null;
    throw thrown;
  }
}

const referenceFlag = 0x80;
const maximumDepth = 32;

class MarshalReader {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly layout: CodeLayout;
  private readonly references: (PythonValue | null)[] = [];
  /** Python 2 numbers its interned strings apart. */
  private readonly internedStrings: PythonValue[] = [];
  private offset = 0;

  constructor(bytes: Uint8Array, layout: CodeLayout) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.layout = layout;
  }

  get atEnd(): boolean {
    return this.offset === this.bytes.length;
  }

  readValue(depth: number): PythonValue {
    if (depth > maximumDepth) throw new MarshalError('nested too deeply');
    const typeByte = this.readByte();
    const type = String.fromCharCode(typeByte & ~referenceFlag);
    // A container takes its number before its members take theirs.
    const reference = typeByte & referenceFlag ? this.references.push(null) - 1 : null;
    const value = this.readTyped(type, depth);
    if (reference !== null) this.references[reference] = value;
    return value;
  }

  private readTyped(type: string, depth: number): PythonValue {
    switch (type) {
      case 'N':
        return { kind: 'none' };
      case '.':
        return { kind: 'ellipsis' };
      case 'T':
      case 'F':
        return { kind: 'bool', value: type === 'T' };
      case 'i':
        return { kind: 'int', value: this.readInt() };
      case 'I':
        return { kind: 'int', value: Number(this.view.getBigInt64(this.take(8), true)) };
      case 'l':
        return { kind: 'int', value: this.readLongInt() };
      case 'g':
        return { kind: 'float', value: this.view.getFloat64(this.take(8), true) };
      case 'f':
        return { kind: 'float', value: Number(latin1(this.readBytes(this.readByte()))) };
      case 'y':
        this.take(16);
        return { kind: 'other' };
      case 's':
        return { kind: 'bytes', value: this.readBytes(this.readLength()) };
      case 't':
        return this.readInterned();
      case 'R':
        return this.internedStrings[this.readInt()] ?? fail('a string reference to nothing');
      case 'u':
        return { kind: 'text', value: new TextDecoder().decode(this.readBytes(this.readLength())) };
      case 'a':
      case 'A':
        return { kind: 'text', value: latin1(this.readBytes(this.readLength())) };
      case 'z':
      case 'Z':
        return { kind: 'text', value: latin1(this.readBytes(this.readByte())) };
      case '(':
      case '[':
        return this.readTuple(this.readLength(), depth);
      case ')':
        return this.readTuple(this.readByte(), depth);
      case '<':
      case '>':
        this.readTuple(this.readLength(), depth);
        return { kind: 'other' };
      case 'c':
        return { kind: 'code', code: this.readCode(depth) };
      case 'r':
        return this.references[this.readInt()] ?? fail('a reference to nothing');
      default:
        return fail(`unknown type ${type}`);
    }
  }

  private readCode(depth: number): PythonCode {
    const { layout } = this;
    const argumentCount = this.readInt();
    if (layout === '3.11' || layout === '3.8') this.readInt(); // positional-only arguments
    if (layout !== '2.7') this.readInt(); // keyword-only arguments
    if (layout !== '3.11') this.readInt(); // number of local variables
    this.readInt(); // stack size
    this.readInt(); // flags
    const bytecode = this.readValue(depth + 1);
    if (bytecode.kind !== 'bytes') return fail('a code object without bytecode');
    const constants = this.readValue(depth + 1);
    if (constants.kind !== 'tuple') return fail('a code object without constants');
    const names = this.readNames(depth);
    const variableNames = this.readNames(depth);
    let freeNames: readonly string[] = [];
    let cellNames: readonly string[] = [];
    if (layout === '3.11') {
      this.readValue(depth + 1); // kinds of the variables
    } else {
      freeNames = this.readNames(depth);
      cellNames = this.readNames(depth);
    }
    asText(this.readValue(depth + 1)); // file name
    const name = asText(this.readValue(depth + 1));
    if (layout === '3.11') asText(this.readValue(depth + 1)); // qualified name
    this.readInt(); // first line
    this.readValue(depth + 1); // line table
    if (layout === '3.11') this.readValue(depth + 1); // exception table
    return {
      layout,
      name,
      argumentCount,
      bytecode: bytecode.value,
      constants: constants.items,
      names,
      variableNames,
      cellNames,
      freeNames,
    };
  }

  private readNames(depth: number): string[] {
    const names = this.readValue(depth + 1);
    return names.kind === 'tuple' ? names.items.map(asText) : fail('names that are no tuple');
  }

  private readTuple(length: number, depth: number): PythonValue {
    if (length > this.bytes.length - this.offset) return fail('a tuple longer than the data');
    return { kind: 'tuple', items: Array.from({ length }, () => this.readValue(depth + 1)) };
  }

  private readInterned(): PythonValue {
    const value: PythonValue = { kind: 'text', value: latin1(this.readBytes(this.readLength())) };
    this.internedStrings.push(value);
    return value;
  }

  /** Digits of 15 bits, the sign in the count. */
  private readLongInt(): number {
    const signedCount = this.readInt();
    let value = 0;
    for (let digit = 0; digit < Math.abs(signedCount); digit++)
      value += this.view.getUint16(this.take(2), true) * 2 ** (15 * digit);
    return signedCount < 0 ? -value : value;
  }

  private readLength(): number {
    const length = this.readInt();
    return length >= 0 ? length : fail('a negative length');
  }

  private readInt(): number {
    return this.view.getInt32(this.take(4), true);
  }

  private readByte(): number {
    return this.view.getUint8(this.take(1));
  }

  private readBytes(length: number): Uint8Array {
    const start = this.take(length);
    return this.bytes.subarray(start, start + length);
  }

  /** Moves on by `length` bytes; returns where they start. */
  private take(length: number): number {
    const start = this.offset;
    if (length > this.bytes.length - start) fail('the data end early');
    this.offset = start + length;
    return start;
  }
}

function asText(value: PythonValue): string {
  if (value.kind === 'text') return value.value;
  return value.kind === 'bytes' ? latin1(value.value) : fail('a name that is no text');
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

function fail(reason: string): never {
  throw new MarshalError(reason);
}
