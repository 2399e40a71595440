/*
 * Numbers of CPython's instructions, as in `Lib/opcode.py` of each version. Only what an arithmetic function can contain is
 * named; the rest is understood by nobody.
 */

/** How a version writes instructions and calls; 3.4 stands for 3.0 to 3.5, 3.6 for 3.6 to 3.10. */
export type BytecodeVersion = '2.7' | '3.4' | '3.6' | '3.11' | '3.12' | '3.13';

interface Opcodes {
  readonly names: Readonly<Record<number, string>>;
  /** Instructions from this number on have an argument. */
  readonly firstWithArgument: number;
  /** Every instruction has two bytes; else one, or three with its argument. */
  readonly isWordcode: boolean;
  /** Empty words behind an instruction, which tell the versions from 3.11 on from one another. */
  readonly caches: Readonly<Record<string, number>>;
}

const until312: Readonly<Record<number, string>> = {
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

const until310: Readonly<Record<number, string>> = {
  ...until312,
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
  67: 'INPLACE_POWER',
  82: 'LIST_TO_TUPLE',
  131: 'CALL_FUNCTION',
  136: 'LOAD_DEREF',
  144: 'EXTENDED_ARG',
  161: 'CALL_METHOD',
};

const from311: Readonly<Record<number, string>> = {
  ...until312,
  0: 'CACHE',
  2: 'PUSH_NULL',
  99: 'SWAP',
  120: 'COPY',
  122: 'BINARY_OP',
  137: 'LOAD_DEREF',
  144: 'EXTENDED_ARG',
  149: 'COPY_FREE_VARS',
  151: 'RESUME',
  166: 'PRECALL',
  171: 'CALL',
  172: 'KW_NAMES',
};

const of313: Readonly<Record<number, string>> = {
  0: 'CACHE',
  4: 'BINARY_SLICE',
  5: 'BINARY_SUBSCR',
  30: 'NOP',
  32: 'POP_TOP',
  34: 'PUSH_NULL',
  36: 'RETURN_VALUE',
  42: 'UNARY_NEGATIVE',
  45: 'BINARY_OP',
  47: 'BUILD_LIST',
  50: 'BUILD_SLICE',
  52: 'BUILD_TUPLE',
  53: 'CALL',
  57: 'CALL_FUNCTION_KW',
  61: 'COPY',
  62: 'COPY_FREE_VARS',
  71: 'EXTENDED_ARG',
  74: 'IMPORT_FROM',
  75: 'IMPORT_NAME',
  81: 'LIST_EXTEND',
  82: 'LOAD_ATTR',
  83: 'LOAD_CONST',
  84: 'LOAD_DEREF',
  85: 'LOAD_FAST',
  87: 'LOAD_FAST',
  88: 'LOAD_FAST_LOAD_FAST',
  91: 'LOAD_GLOBAL',
  92: 'LOAD_NAME',
  103: 'RETURN_CONST',
  110: 'STORE_FAST',
  111: 'STORE_FAST_LOAD_FAST',
  115: 'SWAP',
  149: 'RESUME',
};

const before311 = { firstWithArgument: 90, caches: {} } as const;

export const opcodes: Readonly<Record<BytecodeVersion, Opcodes>> = {
  '2.7': { ...before311, names: { ...until310, 145: 'EXTENDED_ARG' }, isWordcode: false },
  '3.4': { ...before311, names: until310, isWordcode: false },
  '3.6': { ...before311, names: { ...until310, 141: 'CALL_FUNCTION_KW' }, isWordcode: true },
  '3.11': {
    names: from311,
    firstWithArgument: 90,
    isWordcode: true,
    caches: { LOAD_GLOBAL: 5, LOAD_ATTR: 4, CALL: 4 },
  },
  '3.12': {
    names: { ...from311, 26: 'BINARY_SLICE', 121: 'RETURN_CONST', 127: 'LOAD_FAST' },
    firstWithArgument: 90,
    isWordcode: true,
    caches: { LOAD_GLOBAL: 4, LOAD_ATTR: 9, CALL: 3 },
  },
  '3.13': { names: of313, firstWithArgument: 44, isWordcode: true, caches: { LOAD_GLOBAL: 4, LOAD_ATTR: 9, CALL: 3 } },
};
