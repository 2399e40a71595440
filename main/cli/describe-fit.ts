import { styleText } from 'node:util';
import type { FitCandidate, FitResult } from '../../shared/fit.ts';
import { remarkWords } from '../../shared/prediction-remarks.ts';
import { textTable } from './text-table.ts';

/** Rows shown; the rest can be read in the JSON. */
const shownRows = 20;

/** The table of what was tried, what is to be thought of it, and the remarks on the first in full, for a person. */
export function describeFit({ candidates, verdict, agrees }: FitResult): string {
  const header = ['rank', '', 'r', 'MAE', 'frames', 'preprocessing', 'remarks'];
  const rows = candidates.slice(0, shownRows).map((candidate, index) => row(candidate, index + 1));
  const numbers = [0, 2, 3, 4];
  const more = candidates.length - shownRows;
  const legend = [
    '=  the sample cannot tell it from the highest r',
    '*  what public training scripts do',
    ...(more > 0 ? [`… and ${more} more that agree less (--json tells all)`] : []),
  ];
  const colour = agrees ? 'green' : 'yellow';
  const remarks = agrees ? (candidates[0]?.problems ?? []) : [];
  return [
    textTable([header, ...rows], numbers),
    legend.join('\n'),
    styleText(colour, verdict, { stream: process.stdout }),
    ...remarks.map(({ message }) => message),
  ].join('\n\n');
}

function row({ metrics, description, problems, wellKnown, tied }: FitCandidate, rank: number): readonly string[] {
  return [
    String(rank),
    `${tied ? '=' : ' '}${wellKnown ? '*' : ' '}`,
    metrics?.pearsonR?.toFixed(3) ?? '-',
    metrics?.mae?.toPrecision(3) ?? '-',
    String(metrics?.count ?? 0),
    description,
    [...new Set(problems.map(remarkWords))].join(', '),
  ];
}
