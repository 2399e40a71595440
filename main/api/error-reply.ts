import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { SteerscopeError, type ErrorCode } from '../../shared/steerscope-error.ts';

/** A client that closed the request: what it gets is read by nobody but a log. */
const clientClosedRequest = 499 as ContentfulStatusCode;

const statuses: Partial<Record<ErrorCode, ContentfulStatusCode>> = {
  'bad-request': 400,
  unauthorised: 401,
  'not-found': 404,
  'no-such-frame': 404,
  cancelled: clientClosedRequest,
  'file-changed': 409,
  'disk-full': 507,
  'engine-failed': 500,
  'worker-failed': 500,
  internal: 500,
};
/** The request was understood, and what it points to cannot be used. */
const unusable: ContentfulStatusCode = 422;

/** Anything thrown, as `{ error: WireError }` with its status. A bug is also told to whoever runs the product. */
export function errorReply(thrown: unknown, c: Context): Response {
  const error = thrown instanceof HTTPException ? badRequest(thrown) : SteerscopeError.from(thrown);
  if (error.code === 'internal') console.error(thrown);
  return c.json({ error: error.toWire() }, statuses[error.code] ?? unusable);
}

/** What Hono refuses by itself: a body that is not JSON. */
const badRequest = ({ message }: HTTPException): SteerscopeError =>
  new SteerscopeError('bad-request', `The request cannot be read: ${message}.`, 'Send JSON as the contract has it.');
