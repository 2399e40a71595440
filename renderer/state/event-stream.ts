import type { SessionEvent } from '../../shared/session-event.ts';
import { SteerscopeError, type ErrorCode } from '../../shared/steerscope-error.ts';

const firstRetryMs = 500;
const longestRetryMs = 8000;
/** Asking again cannot help against these. */
const finalCodes: readonly ErrorCode[] = ['not-found', 'unauthorised', 'bad-request'];

interface FollowOptions {
  /** Resolves once the connection stands. */
  connect(): Promise<AsyncIterable<SessionEvent>>;
  onEvent(event: SessionEvent): void;
  /** The connection was lost (false) or stands (true). */
  onConnected(connected: boolean): void;
  readonly signal: AbortSignal;
}

/**
 * Follows a session's events and connects again, ever more patiently, when the connection is lost.
 *
 * @returns when `signal` aborts: null; when asking again is of no use: why.
 */
export async function followEvents(options: FollowOptions): Promise<SteerscopeError | null> {
  const { connect, onEvent, onConnected, signal } = options;
  let retryMs = firstRetryMs;
  while (!signal.aborted) {
    try {
      const events = await connect();
      retryMs = firstRetryMs;
      onConnected(true);
      for await (const event of events) onEvent(event);
    } catch (thrown) {
      if (signal.aborted) return null;
      const error = SteerscopeError.from(thrown);
      if (finalCodes.includes(error.code)) return error;
      onConnected(false);
    }
    await new Promise((resolve) => setTimeout(resolve, retryMs));
    retryMs = Math.min(longestRetryMs, retryMs * 2);
  }
  return null;
}
