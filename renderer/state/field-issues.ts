import type { z } from 'zod';
import { driveMappingSchema, type DriveMapping } from '../../shared/drive-mapping.ts';
import { preprocessingSchema, type Preprocessing } from '../../shared/preprocessing.ts';

/** What is wrong with what is edited, by the path of the field: `steps.2.width`. Empty when nothing is. */
export type FieldIssues = ReadonlyMap<string, string>;

/** Checks an edited preprocessing as the product will. An emptied number field holds NaN. */
export const fieldIssues = (preprocessing: Preprocessing): FieldIssues => issuesOf(preprocessingSchema, preprocessing);

/** Checks an edited mapping of columns in the same way. */
export const mappingIssues = (mapping: DriveMapping): FieldIssues => issuesOf(driveMappingSchema, mapping);

function issuesOf(schema: z.ZodType, value: unknown): FieldIssues {
  const result = schema.safeParse(value);
  const issues = new Map<string, string>();
  for (const issue of result.error?.issues ?? []) {
    const path = issue.path.join('.');
    if (!issues.has(path)) issues.set(path, inWords(issue));
  }
  return issues;
}

/** The first that is wrong at `path` or within it; null when nothing is. */
export function issueAt(issues: FieldIssues, path: string): string | null {
  for (const [at, message] of issues) if (at === path || at.startsWith(`${path}.`)) return message;
  return null;
}

interface Issue {
  readonly code?: string;
  readonly message: string;
  readonly origin?: string;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly inclusive?: unknown;
}

function inWords(issue: Issue): string {
  const things = issue.origin === 'array' ? (issue.minimum === 1 ? ' number' : ' numbers') : '';
  switch (issue.code) {
    case 'invalid_type':
      return /\bint\b/.test(issue.message) ? 'A whole number is needed.' : 'A number is needed.';
    case 'invalid_union':
      return 'A number is needed, or up to four.';
    case 'too_small':
      return things ? `At least ${String(issue.minimum)}${things}.` : `${String(issue.minimum)} or more.`;
    case 'too_big':
      if (things) return `At most ${String(issue.maximum)}${things}.`;
      return issue.inclusive === false ? `Less than ${String(issue.maximum)}.` : `${String(issue.maximum)} or less.`;
    default:
      return `${issue.message}.`;
  }
}
