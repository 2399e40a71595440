import type { Problem } from '../../shared/problem.ts';
import { shortText } from '../../shared/readable-text.ts';

/** Longer than any sentence of ours; names in strangers' files have any length. */
const maxMessageChars = 1000;
const maxPlaceChars = 300;

/** Problems as they are shown: what is wrong in one place is told once, in text that can be read. */
export function toldProblems(problems: readonly Problem[]): Problem[] {
  const told = new Map<string, Problem>();
  for (const problem of problems) {
    const message = shortText(problem.message, maxMessageChars);
    const place = problem.place === null ? null : shortText(problem.place, maxPlaceChars);
    const key = `${problem.code}\n${place ?? ''}\n${message}`;
    if (!told.has(key)) told.set(key, { ...problem, message, place });
  }
  return [...told.values()];
}
