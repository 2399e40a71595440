import type { Problem } from './problem.ts';

const words: Readonly<Record<string, string>> = {
  'prediction-not-finite': 'not a number',
  'prediction-constant': 'constant',
  'prediction-saturated': 'saturated',
  'steering-reversed': 'sign turned',
  'steering-scale-doubtful': 'another scale',
  'steering-sign-doubtful': 'another sign',
};

/** A problem of a candidate of the finder in a word or two, where its sentence is too long. */
export const remarkWords = ({ code }: Pick<Problem, 'code'>): string => words[code] ?? code.replaceAll('-', ' ');
