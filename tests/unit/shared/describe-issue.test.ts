import { expect, test } from 'vitest';
import { describeIssue } from '../../../shared/describe-issue.ts';
import { driveMappingSchema } from '../../../shared/drive-mapping.ts';

const said = (value: unknown): string => describeIssue(driveMappingSchema.safeParse(value).error!.issues[0]!);

test('a schema’s complaint in words for people', () => {
  expect(said({ steering: { unit: 'deg' } })).toBe('steering.column is missing');
  expect(said({ time: { column: 'stamp', format: 5 } })).toMatch(/^time\.format: /);
  expect(said({ columns: 'all' })).toBe('columns: expected array, received string');
});
