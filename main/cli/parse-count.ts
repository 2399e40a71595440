import { InvalidArgumentError } from 'commander';

/** A whole number above 0, of a command line option. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('Give a whole number above 0.');
}
