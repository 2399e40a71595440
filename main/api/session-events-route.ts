import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { SessionEvent } from '../../shared/session-event.ts';
import type { EventHub } from './event-hub.ts';

/** A comment line this often keeps proxies and the page from taking silence for a lost connection. */
const heartbeatMs = 15_000;

/** Server-sent events until the client goes or `closing` aborts. */
export function streamEvents(c: Context, hub: EventHub, closing: AbortSignal): Response {
  return streamSSE(c, async (stream) => {
    const queue: SessionEvent[] = [];
    let wake: () => void = () => undefined;
    const stopListening = hub.listen((event) => {
      queue.push(event);
      wake();
    });
    const end = (): void => wake();
    stream.onAbort(end);
    closing.addEventListener('abort', end);
    try {
      await stream.write(': connected\n\n');
      while (!stream.aborted && !stream.closed && !closing.aborted) {
        const event = queue.shift();
        if (event) await stream.writeSSE({ data: JSON.stringify(event) });
        else if ((await nextWake((resolve) => (wake = resolve))) === 'silence') await stream.write(': alive\n\n');
      }
    } finally {
      stopListening();
      closing.removeEventListener('abort', end);
    }
  });
}

function nextWake(onWake: (resolve: () => void) => void): Promise<'woken' | 'silence'> {
  return new Promise((resolve) => {
    const heartbeat = setTimeout(() => resolve('silence'), heartbeatMs);
    onWake(() => {
      clearTimeout(heartbeat);
      resolve('woken');
    });
  });
}
