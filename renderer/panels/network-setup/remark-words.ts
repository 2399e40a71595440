import type { Problem } from '../../../shared/problem.ts';

const words: Record<string, string> = {
  'prediction-not-finite': 'not a number',
  'prediction-constant': 'constant',
  'prediction-saturated': 'saturated',
  'steering-reversed': 'sign turned',
  'steering-scale-doubtful': 'another scale',
  'steering-sign-doubtful': 'another sign',
};

/** A problem of a candidate in a word or two; its sentence is the tooltip's. */
export const remarkWords = ({ code }: Pick<Problem, 'code'>): string => words[code] ?? code.replaceAll('-', ' ');
