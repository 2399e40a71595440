import { zValidator } from '@hono/zod-validator';
import type { ValidationTargets } from 'hono';
import { z, type ZodType } from 'zod';
import { SteerscopeError } from '../../shared/steerscope-error.ts';

/** A body or query that must match `schema`; anything else is refused as `bad-request`, saying which field and why. */
export const validate = <Schema extends ZodType, Target extends keyof ValidationTargets>(
  target: Target,
  schema: Schema,
) =>
  zValidator(target, schema, (result, c): void => {
    // Hono reads a body of another type as an empty one.
    if (target === 'json' && !/^application\/json\b/i.test(c.req.header('content-type') ?? ''))
      throw new SteerscopeError('bad-request', 'The request body is not JSON.', 'Send it as application/json.');
    if (result.success) return;
    throw new SteerscopeError(
      'bad-request',
      `The request does not say what it should: ${z.prettifyError(result.error)}`,
      'Check the fields named.',
    );
  });

/** A whole number ≥ 0 in a path, as a frame or a stage. */
export function pathIndex(text: string, name: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new SteerscopeError('bad-request', `There is no ${name} "${text}".`, `Give the ${name} as a whole number.`);
}
