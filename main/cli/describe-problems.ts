import { styleText } from 'node:util';
import type { Problem } from '../../shared/problem.ts';

/** The rest can be read in the JSON. */
const shownPerCode = 3;

/** Problems for a person: of each kind the first few. Empty when there are none. */
export function describeProblems(problems: readonly Problem[]): string {
  if (problems.length === 0) return '';
  const codes = [...new Set(problems.map(({ code }) => code))];
  const byCode = codes.map((code) => [code, problems.filter((problem) => problem.code === code)] as const);
  const lines = byCode.flatMap(([code, alike]) => [
    `  ${mark(alike[0])} ${code}${alike.length > 1 ? ` × ${alike.length}` : ''}`,
    ...alike
      .slice(0, shownPerCode)
      .map(({ message, place }) => `      ${place === null ? '' : `${place}: `}${message}`),
    ...(alike.length > shownPerCode ? [`      … and ${alike.length - shownPerCode} more`] : []),
  ]);
  return [`Problems (${problems.length}):`, ...lines].join('\n');
}

function mark(problem: Problem | undefined): string {
  const colours = { error: 'red', warning: 'yellow', info: 'cyan' } as const;
  const severity = problem?.severity ?? 'info';
  return styleText(colours[severity], severity, { stream: process.stdout });
}
