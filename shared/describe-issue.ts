import { shortText } from './readable-text.ts';

/** What is wrong with a file of settings, by the schema that it breaks, as `steering.unit: expected string`. */
export function describeIssue({
  path,
  message,
}: {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}): string {
  const missing = message.endsWith(', received undefined');
  const said = missing ? 'is missing' : message.replace(/^Invalid input: /, '');
  const where = path.map(String).join('.');
  return shortText([where, said].filter(Boolean).join(missing ? ' ' : ': '), 200);
}
