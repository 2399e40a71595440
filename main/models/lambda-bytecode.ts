import type { CodeLayout, PythonCode, PythonValue } from './lambda-marshal.ts';

/*
 * Bytecode of CPython as a list of named instructions. Numbers as in CPython's `Lib/opcode.py` of each version; only
 * what an arithmetic function can contain is named, the rest stays `<number>` and is understood by nobody.
 */

/** How a version writes instructions and calls; 3.4 stands for 3.0 to 3.5, 3.6 for 3.6 to 3.10, 3.11 for 3.11 and 3.12. */
export type BytecodeVersion = '2.7' | '3.4' | '3.6' | '3.11';

/** One instruction; `argument` is 0 where it has none. */
export interface Instruction {
  readonly name: string;
  readonly argument: number;
}

/** The versions whose code objects have a layout. */
export const versionsOfLayout: Readonly<Record<CodeLayout, readonly BytecodeVersion[]>> = {
  '2.7': ['2.7'],
  '3.0': ['3.6', '3.4'],
  '3.8': ['3.6'],
  '3.11': ['3.11'],
};

const sharedNames: Readonly<Record<number, string>> = {
  1: 'POP_TOP',
  9: 'NOP',
  10: 'UNARY_POSITIVE',
  11: 'UNARY_NEGATIVE',
  25: 'BINARY_SUBSCR',
  83: 'RETURN_VALUE',
  100: 'LOAD_CONST',
  101: 'LOAD_NAME',
  102: 'BUILD_TUPLE',
  103: 'BUILD_LIST',
  106: 'LOAD_ATTR',
  108: 'IMPORT_NAME',
  109: 'IMPORT_FROM',
  116: 'LOAD_GLOBAL',
  124: 'LOAD_FAST',
  125: 'STORE_FAST',
  133: 'BUILD_SLICE',
  160: 'LOAD_METHOD',
  162: 'LIST_EXTEND',
};

const namesTo310: Readonly<Record<number, string>> = {
  ...sharedNames,
  2: 'ROT_TWO',
  4: 'DUP_TOP',
  19: 'BINARY_POWER',
  20: 'BINARY_MULTIPLY',
  21: 'BINARY_DIVIDE',
  22: 'BINARY_MODULO',
  23: 'BINARY_ADD',
  24: 'BINARY_SUBTRACT',
  26: 'BINARY_FLOOR_DIVIDE',
  27: 'BINARY_TRUE_DIVIDE',
  28: 'INPLACE_FLOOR_DIVIDE',
  29: 'INPLACE_TRUE_DIVIDE',
  55: 'INPLACE_ADD',
  56: 'INPLACE_SUBTRACT',
  57: 'INPLACE_MULTIPLY',
  58: 'INPLACE_DIVIDE',
  82: 'LIST_TO_TUPLE',
  131: 'CALL_FUNCTION',
  136: 'LOAD_DEREF',
  144: 'EXTENDED_ARG',
  161: 'CALL_METHOD',
};

const names: Readonly<Record<BytecodeVersion, Readonly<Record<number, string>>>> = {
  '2.7': { ...namesTo310, 145: 'EXTENDED_ARG' },
  '3.4': namesTo310,
  '3.6': { ...namesTo310, 141: 'CALL_FUNCTION_KW' },
  '3.11': {
    ...sharedNames,
    0: 'CACHE',
    2: 'PUSH_NULL',
    26: 'BINARY_SLICE',
    122: 'BINARY_OP',
    137: 'LOAD_DEREF',
    144: 'EXTENDED_ARG',
    149: 'COPY_FREE_VARS',
    151: 'RESUME',
    166: 'PRECALL',
    171: 'CALL',
    172: 'KW_NAMES',
  },
};

const firstOpcodeWithArgument = 90;

/** The instructions of `code` read as `version`; null when its bytes cannot be of that version. */
export function disassemble(code: PythonCode, version: BytecodeVersion): Instruction[] | null {
  const { bytecode } = code;
  const twoBytesEach = version === '3.6' || version === '3.11';
  if (twoBytesEach && bytecode.length % 2 !== 0) return null;
  const instructions: Instruction[] = [];
  let extended = 0;
  for (let offset = 0; offset < bytecode.length;) {
    const opcode = bytecode[offset] ?? 0;
    const hasArgument = opcode >= firstOpcodeWithArgument;
    let argument = 0;
    if (twoBytesEach) {
      if (hasArgument) argument = (extended << 8) | (bytecode[offset + 1] ?? 0);
      offset += 2;
    } else {
      if (hasArgument) {
        if (offset + 2 >= bytecode.length) return null;
        argument = (extended << 16) | (bytecode[offset + 1] ?? 0) | ((bytecode[offset + 2] ?? 0) << 8);
      }
      offset += hasArgument ? 3 : 1;
    }
    const name = names[version][opcode] ?? `<${String(opcode)}>`;
    if (name === 'EXTENDED_ARG') {
      extended = argument;
      continue;
    }
    extended = 0;
    if (!argumentExists(code, version, name, argument)) return null;
    if (name !== 'CACHE') instructions.push({ name, argument });
  }
  return instructions.at(-1)?.name === 'RETURN_VALUE' ? instructions : null;
}

/** Reading code as the wrong version soon asks for a constant or variable that is not there. */
function argumentExists(code: PythonCode, version: BytecodeVersion, name: string, argument: number): boolean {
  if (name === 'LOAD_CONST') return argument < code.constants.length;
  if (name === 'LOAD_FAST' || name === 'STORE_FAST') return argument < code.variableNames.length;
  if (name === 'LOAD_ATTR' || name === 'LOAD_NAME' || name === 'IMPORT_NAME') return argument < code.names.length;
  if (name === 'LOAD_GLOBAL') return (version === '3.11' ? argument >> 1 : argument) < code.names.length;
  return !name.startsWith('<0>');
}

/** One line an instruction, with the constant or name it means: for the message that shows code not understood. */
export function disassemblyText(code: PythonCode, instructions: readonly Instruction[]): string {
  return instructions
    .map(({ name, argument }) => {
      if (name === 'LOAD_CONST') return `${name} ${pythonText(code.constants[argument] ?? { kind: 'other' })}`;
      if (name === 'LOAD_FAST' || name === 'STORE_FAST') return `${name} ${code.variableNames[argument] ?? '?'}`;
      if (name.startsWith('LOAD_') || name.startsWith('IMPORT_'))
        return `${name} ${code.names[argument] ?? String(argument)}`;
      return argument === 0 ? name : `${name} ${String(argument)}`;
    })
    .join('; ');
}

/** A constant as Python would print it. */
export function pythonText(value: PythonValue): string {
  switch (value.kind) {
    case 'none':
      return 'None';
    case 'ellipsis':
      return '...';
    case 'bool':
      return value.value ? 'True' : 'False';
    case 'int':
      return String(value.value);
    case 'float':
      return Number.isInteger(value.value) ? value.value.toFixed(1) : String(value.value);
    case 'text':
      return `'${value.value}'`;
    case 'tuple':
      return `(${value.items.map(pythonText).join(', ')}${value.items.length === 1 ? ',' : ''})`;
    case 'code':
      return `<function ${value.code.name}>`;
    default:
      return `<${value.kind}>`;
  }
}
