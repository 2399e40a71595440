import { expect, test } from 'vitest';
import { fieldIssues, issueAt } from '../../../../renderer/state/field-issues.ts';
import type { Preprocessing, PreprocessingStep } from '../../../../shared/preprocessing.ts';

const issuesOf = (...steps: PreprocessingStep[]): Record<string, string> =>
  Object.fromEntries(fieldIssues({ version: 1, steps } as Preprocessing));

test('says at the field what is wrong with it', () => {
  expect(issuesOf({ op: 'crop', top: 60, bottom: 25, left: 0, right: 0 })).toEqual({});
  expect(
    issuesOf(
      { op: 'crop', top: -1, bottom: 2.5, left: Number.NaN, right: 0 },
      { op: 'crop-share', top: 1, bottom: 0, left: 0, right: 0 },
      { op: 'channels', pick: [] },
      { op: 'affine', scale: Number.NaN, offset: [0, Number.NaN] },
    ),
  ).toEqual({
    'steps.0.top': '0 or more.',
    'steps.0.bottom': 'A whole number is needed.',
    'steps.0.left': 'A number is needed.',
    'steps.1.top': 'Less than 1.',
    'steps.2.pick': 'At least 1 number.',
    'steps.3.scale': 'A number is needed, or up to four.',
    'steps.3.offset': 'A number is needed, or up to four.',
  });
});

test('finds what is wrong within a part, and in no other', () => {
  const issues = new Map([['steps.1.top', 'Less than 1.']]);
  expect(issueAt(issues, 'steps.1')).toBe('Less than 1.');
  expect(issueAt(issues, 'steps.1.top')).toBe('Less than 1.');
  expect(issueAt(issues, 'steps.10')).toBeNull();
  expect(issueAt(issues, 'steps.1.to')).toBeNull();
});
