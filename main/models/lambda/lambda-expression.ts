import { countsCellsAsLocals, type Instruction } from './lambda-bytecode.ts';
import type { PythonCode, PythonValue } from './lambda-marshal.ts';
import type { BytecodeVersion } from './lambda-opcodes.ts';

/** What a function returns, as a tree over its input. */
export type Expression =
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'constant'; readonly value: PythonValue }
  /** A module, function or other global, by its dotted name. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'attribute'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'negative'; readonly of: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'tuple'; readonly items: readonly Expression[] }
  | { readonly kind: 'slice'; readonly start: Expression; readonly stop: Expression; readonly step: Expression }
  | { readonly kind: 'subscript'; readonly of: Expression; readonly index: Expression }
  | {
      readonly kind: 'call';
      readonly callee: Expression;
      readonly positional: readonly Expression[];
      readonly keywords: Readonly<Record<string, Expression>>;
    };

const none: Expression = { kind: 'constant', value: { kind: 'none' } };

const operatorOfInstruction: Readonly<Record<string, string>> = {
  ADD: '+',
  SUBTRACT: '-',
  MULTIPLY: '*',
  DIVIDE: '/ of Python 2',
  TRUE_DIVIDE: '/',
  FLOOR_DIVIDE: '//',
  MODULO: '%',
  POWER: '**',
};

/** Argument of Python 3.11's BINARY_OP; from 13 on the same again, in place. */
const operatorOfBinaryOp = ['+', '&', '//', '<<', '@', '*', '%', '|', '**', '>>', '-', '/', '^'];

/** A preprocessing function is a few dozen; a hostile one could exhaust the stack. */
const maximumInstructions = 500;

/**
 * What `code` returns for its first argument; null when it does more than one straight line of arithmetic, imports and
 * calls. `others` gives the values of further arguments and of variables from the enclosing function, by name.
 */
export function returnedExpression(
  code: PythonCode,
  instructions: readonly Instruction[],
  version: BytecodeVersion,
  others: Readonly<Record<string, PythonValue>>,
): Expression | null {
  const [inputName] = code.variableNames;
  if (code.argumentCount < 1 || inputName === undefined || instructions.length > maximumInstructions) return null;
  const stack: Expression[] = [];
  const variables = new Map<string, Expression>(
    Object.entries(others).map(([name, value]) => [name, { kind: 'constant', value }]),
  );
  variables.set(inputName, { kind: 'input', name: inputName });
  let keywordNames: readonly string[] = [];
  let understood = true;

  const pop = (): Expression => {
    const top = stack.pop();
    if (!top) understood = false;
    return top ?? none;
  };
  /** The topmost `count`, lowest first. */
  const popMany = (count: number): Expression[] => {
    if (count > stack.length) understood = false;
    return count === 0 ? [] : stack.splice(-count);
  };
  const push = (expression: Expression): void => void stack.push(expression);
  const nameAt = (index: number): string => code.names[index] ?? '?';
  const load = (variable: string | undefined): void => {
    const value = variables.get(variable ?? '');
    if (value) push(value);
    else understood = false;
  };

  for (const { name, argument } of instructions) {
    if (!understood) return null;
    const [family, ...rest] = name.split('_');
    const operator = operatorOfInstruction[rest.join('_')];
    if ((family === 'BINARY' || family === 'INPLACE') && operator !== undefined) {
      const [right, left] = [pop(), pop()];
      push({ kind: 'binary', operator, left, right });
      continue;
    }
    switch (name) {
      case 'NOP':
      case 'RESUME':
      case 'COPY_FREE_VARS':
      case 'PRECALL':
      case 'LIST_TO_TUPLE':
      case 'UNARY_POSITIVE':
      case 'PUSH_NULL':
        // 3.11 pushes a null below what it calls; calls here know their callee without it.
        break;
      case 'POP_TOP':
        pop();
        break;
      case 'ROT_TWO': {
        const [top, below] = [pop(), pop()];
        push(top);
        push(below);
        break;
      }
      case 'DUP_TOP': {
        const top = pop();
        push(top);
        push(top);
        break;
      }
      case 'UNARY_NEGATIVE':
        push({ kind: 'negative', of: pop() });
        break;
      case 'BINARY_OP': {
        const [right, left] = [pop(), pop()];
        push({ kind: 'binary', operator: operatorOfBinaryOp[argument % 13] ?? '?', left, right });
        break;
      }
      case 'BINARY_SUBSCR': {
        const [index, of] = [pop(), pop()];
        push({ kind: 'subscript', of, index });
        break;
      }
      case 'BINARY_SLICE': {
        const [stop, start] = [pop(), pop()];
        push({ kind: 'subscript', of: pop(), index: { kind: 'slice', start, stop, step: none } });
        break;
      }
      case 'BUILD_SLICE': {
        const step = argument === 3 ? pop() : none;
        const [stop, start] = [pop(), pop()];
        push({ kind: 'slice', start, stop, step });
        break;
      }
      case 'BUILD_TUPLE':
      case 'BUILD_LIST':
        push({ kind: 'tuple', items: popMany(argument) });
        break;
      case 'LIST_EXTEND': {
        // [1, 2, 3] is compiled as an empty list extended by a constant tuple.
        const [added, list] = [pop(), pop()];
        understood &&= argument === 1 && list.kind === 'tuple' && list.items.length === 0;
        push(added);
        break;
      }
      case 'LOAD_CONST':
        push({ kind: 'constant', value: code.constants[argument] ?? { kind: 'other' } });
        break;
      case 'LOAD_FAST':
        load(code.variableNames[argument]);
        break;
      case 'STORE_FAST':
        variables.set(code.variableNames[argument] ?? '?', pop());
        break;
      case 'LOAD_DEREF':
        load(
          countsCellsAsLocals(version)
            ? code.variableNames[argument]
            : [...code.cellNames, ...code.freeNames][argument],
        );
        break;
      case 'LOAD_NAME':
      case 'LOAD_GLOBAL':
        push(globalOf(nameAt(argument)));
        break;
      case 'LOAD_ATTR':
      case 'LOAD_METHOD':
        push(attributeOf(pop(), nameAt(argument)));
        break;
      case 'IMPORT_NAME': {
        const [fromList] = [pop(), pop()];
        const module = nameAt(argument);
        const whole = fromList.kind === 'constant' && fromList.value.kind === 'tuple';
        push({ kind: 'name', name: whole ? module : (module.split('.')[0] ?? module) });
        break;
      }
      case 'IMPORT_FROM': {
        const module = pop();
        push(module);
        push(attributeOf(module, nameAt(argument)));
        break;
      }
      case 'KW_NAMES':
        keywordNames = textsOf(code.constants[argument] ?? { kind: 'other' });
        break;
      case 'CALL_FUNCTION':
      case 'CALL_METHOD':
      case 'CALL_FUNCTION_KW':
      case 'CALL': {
        const keywords: Record<string, Expression> = {};
        let positionalCount = argument;
        if (name === 'CALL_FUNCTION_KW') {
          const given = pop();
          keywordNames = given.kind === 'constant' ? textsOf(given.value) : [];
        }
        if (name === 'CALL_FUNCTION' && (version === '2.7' || version === '3.4')) {
          positionalCount = argument & 0xff;
          const pairs = popMany(2 * (argument >> 8));
          for (let index = 0; index + 1 < pairs.length; index += 2) {
            const [key, value] = [pairs[index], pairs[index + 1]];
            if (key?.kind === 'constant' && key.value.kind === 'text' && value) keywords[key.value.value] = value;
            else understood = false;
          }
        } else {
          positionalCount -= keywordNames.length;
          const values = popMany(keywordNames.length);
          for (const [index, keyword] of keywordNames.entries()) keywords[keyword] = values[index] ?? none;
          keywordNames = [];
        }
        if (positionalCount < 0) return null;
        const positional = popMany(positionalCount);
        push({ kind: 'call', callee: pop(), positional, keywords });
        break;
      }
      case 'RETURN_VALUE':
        return understood && stack.length === 1 ? pop() : null;
      default:
        return null;
    }
  }
  return null;
}

function attributeOf(of: Expression, name: string): Expression {
  return of.kind === 'name' ? { kind: 'name', name: `${of.name}.${name}` } : { kind: 'attribute', of, name };
}

function textsOf(value: PythonValue): string[] {
  return value.kind === 'tuple' ? value.items.map((item) => (item.kind === 'text' ? item.value : '?')) : [];
}

/** Python 2 looks up its truth values by name. */
function globalOf(name: string): Expression {
  if (name === 'True' || name === 'False') return { kind: 'constant', value: { kind: 'bool', value: name === 'True' } };
  return { kind: 'name', name };
}
