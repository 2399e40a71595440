import { pythonText } from './lambda-bytecode.ts';
import type { Expression } from './lambda-expression.ts';

const precedence: Readonly<Record<string, number>> = { '+': 1, '-': 1, '*': 2, '/': 2, '//': 2, '%': 2, '**': 4 };

/** Parts are shared between branches, so depth alone bounds the text. */
const maximumTextDepth = 10;

/** The expression as a person would write it in Python; what is nested too deeply becomes `…`. */
export function expressionText(expression: Expression, outer = 0, depth = 0): string {
  if (depth > maximumTextDepth) return '…';
  const text = (part: Expression, outerOfPart = 0): string => expressionText(part, outerOfPart, depth + 1);
  switch (expression.kind) {
    case 'input':
    case 'name':
      return expression.name;
    case 'constant':
      return pythonText(expression.value);
    case 'attribute':
      return `${text(expression.of, 5)}.${expression.name}`;
    case 'negative':
      return `-${text(expression.of, 3)}`;
    case 'binary': {
      const operator = expression.operator.replace(' of Python 2', '');
      const own = precedence[operator] ?? 0;
      const written = `${text(expression.left, own)} ${operator} ${text(expression.right, own + 1)}`;
      return own < outer ? `(${written})` : written;
    }
    case 'tuple':
      return `(${expression.items.map((item) => text(item)).join(', ')})`;
    case 'slice': {
      const part = (bound: Expression): string =>
        bound.kind === 'constant' && bound.value.kind === 'none' ? '' : text(bound);
      const step = part(expression.step);
      return `${part(expression.start)}:${part(expression.stop)}${step ? `:${step}` : ''}`;
    }
    case 'subscript': {
      const { index } = expression;
      const parts = index.kind === 'tuple' ? index.items : [index];
      return `${text(expression.of, 5)}[${parts.map((item) => text(item)).join(', ')}]`;
    }
    case 'call': {
      const keywords = Object.entries(expression.keywords).map(([name, value]) => `${name}=${text(value)}`);
      const given = [...expression.positional.map((item) => text(item)), ...keywords];
      return `${text(expression.callee, 5)}(${given.join(', ')})`;
    }
  }
}
