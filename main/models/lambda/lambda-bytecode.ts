import type { CodeLayout, PythonCode, PythonValue } from './lambda-marshal.ts';
import { opcodes, type BytecodeVersion } from './lambda-opcodes.ts';

/**
 * One instruction of CPython; `argument` is 0 where it has none. Written alike for all versions: the argument of
 * `LOAD_ATTR` and `LOAD_GLOBAL` is the place of the name, and instructions that do two things are two.
 */
export interface Instruction {
  readonly name: string;
  readonly argument: number;
}

/** The versions whose code objects have a layout. */
export const versionsOfLayout: Readonly<Record<CodeLayout, readonly BytecodeVersion[]>> = {
  '2.7': ['2.7'],
  '3.0': ['3.6', '3.4'],
  '3.8': ['3.6'],
  '3.11': ['3.11', '3.12', '3.13'],
};

/** Whether variables of the enclosing function are counted among the local ones. */
export function countsCellsAsLocals(version: BytecodeVersion): boolean {
  return version === '3.11' || isFrom312(version);
}

const isFrom312 = (version: BytecodeVersion): boolean => version === '3.12' || version === '3.13';

/** The instructions of `code` read as `version`; null when its bytes cannot be of that version. */
export function disassemble(code: PythonCode, version: BytecodeVersion): Instruction[] | null {
  const { names, caches } = opcodes[version];
  const instructions: Instruction[] = [];
  let cachesLeft = 0;
  for (const { opcode, argument } of operationsIn(code.bytecode, version)) {
    const name = names[opcode] ?? `<${String(opcode)}>`;
    if (name === 'CACHE') {
      cachesLeft -= 1;
      continue;
    }
    if (cachesLeft > 0) return null;
    cachesLeft = caches[name] ?? 0;
    const written = inOneForm(name, argument, version);
    if (!written.every((one) => argumentExists(code, one))) return null;
    instructions.push(...written);
  }
  return instructions.at(-1)?.name === 'RETURN_VALUE' ? instructions : null;
}

/** The bare numbers in the bytes; nothing further once they end within an instruction. */
function* operationsIn(bytecode: Uint8Array, version: BytecodeVersion) {
  const { names, firstWithArgument, isWordcode } = opcodes[version];
  let extended = 0;
  for (let offset = 0; offset < bytecode.length;) {
    const opcode = bytecode[offset] ?? 0;
    const hasArgument = opcode >= firstWithArgument;
    const length = isWordcode ? 2 : hasArgument ? 3 : 1;
    if (offset + length > bytecode.length) return;
    const low = bytecode[offset + 1] ?? 0;
    let argument = 0;
    if (hasArgument)
      argument = isWordcode ? (extended << 8) | low : (extended << 16) | low | ((bytecode[offset + 2] ?? 0) << 8);
    offset += length;
    extended = names[opcode] === 'EXTENDED_ARG' ? argument : 0;
    if (names[opcode] !== 'EXTENDED_ARG') yield { opcode, argument };
  }
}

function inOneForm(name: string, argument: number, version: BytecodeVersion): Instruction[] {
  switch (name) {
    case 'LOAD_GLOBAL':
      return [{ name, argument: countsCellsAsLocals(version) ? argument >> 1 : argument }];
    case 'LOAD_ATTR':
      return [{ name, argument: isFrom312(version) ? argument >> 1 : argument }];
    case 'LOAD_FAST_LOAD_FAST':
    case 'STORE_FAST_LOAD_FAST':
      return [
        { name: name.startsWith('LOAD') ? 'LOAD_FAST' : 'STORE_FAST', argument: argument >> 4 },
        { name: 'LOAD_FAST', argument: argument & 15 },
      ];
    case 'RETURN_CONST':
      return [
        { name: 'LOAD_CONST', argument },
        { name: 'RETURN_VALUE', argument: 0 },
      ];
    case 'SWAP':
      return [{ name: argument === 2 ? 'ROT_TWO' : name, argument }];
    case 'COPY':
      return [{ name: argument === 1 ? 'DUP_TOP' : name, argument }];
    default:
      return [{ name, argument }];
  }
}

/** Reading code as the wrong version soon asks for a constant or variable that is not there. */
function argumentExists(code: PythonCode, { name, argument }: Instruction): boolean {
  if (name === 'LOAD_CONST') return argument < code.constants.length;
  if (name === 'LOAD_FAST' || name === 'STORE_FAST') return argument < code.variableNames.length;
  if (['LOAD_ATTR', 'LOAD_GLOBAL', 'LOAD_NAME', 'IMPORT_NAME'].includes(name)) return argument < code.names.length;
  return name !== '<0>';
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
