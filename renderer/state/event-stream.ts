import type { SessionEvent } from '../../shared/api.ts';
import { SteerscopeError, type ErrorCode } from '../../shared/steerscope-error.ts';

const firstRetryMs = 500;
const longestRetryMs = 8000;
/** Asking again cannot help against these. */
const finalCodes: readonly ErrorCode[] = ['not-found', 'unauthorised', 'bad-request', 'cancelled'];

interface FollowOptions {
  connect(): AsyncIterable<SessionEvent>;
  onEvent(event: SessionEvent): void;
  /** The connection was lost (false) or is there (true). */
  onConnected(connected: boolean): void;
  readonly signal: AbortSignal;
}

/** Follows a session's events and connects again, ever more patiently, when the connection is lost. Ends when `signal` aborts. */
export async function followEvents({ connect, onEvent, onConnected, signal }: FollowOptions): Promise<void> {
  let retryMs = firstRetryMs;
  while (!signal.aborted) {
    try {
      for await (const event of connect()) {
        retryMs = firstRetryMs;
        onConnected(true);
        onEvent(event);
      }
    } catch (thrown) {
      if (signal.aborted || finalCodes.includes(SteerscopeError.from(thrown).code)) return;
      onConnected(false);
    }
    await new Promise((resolve) => setTimeout(resolve, retryMs));
    retryMs = Math.min(longestRetryMs, retryMs * 2);
  }
}
