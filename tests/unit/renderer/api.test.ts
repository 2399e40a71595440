import { describe, expect, test } from 'vitest';
import { ApiClient } from '../../../renderer/api.ts';
import { readServerSentEvents } from '../../../renderer/server-sent-events.ts';
import { packMaps } from '../../../shared/packed-analysis.ts';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';

const { signal } = new AbortController();

/** A client whose every request gets this reply, and the addresses it asked for. */
function clientOf(reply: () => Response | Promise<Response>): { api: ApiClient; asked: string[] } {
  const asked: string[] = [];
  const api = new ApiClient(async (input, init) => {
    asked.push(`${init?.method ?? 'GET'} ${String(input)}`);
    return reply();
  });
  return { api, asked };
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  const thrown: unknown = await call.catch((error: unknown) => error);
  return thrown instanceof SteerscopeError ? thrown.code : 'not a SteerscopeError';
}

describe('ApiClient', () => {
  test('asks on relative addresses and unpacks bytes', async () => {
    const maps = [{ height: 1, width: 2, values: Float32Array.of(1, 2) }];
    const { api, asked } = clientOf(() => new Response(packMaps(maps)));
    expect(await api.stageChannels('s1', 3, 1, signal)).toEqual(maps);
    expect(asked).toEqual(['GET /api/sessions/s1/frames/3/stages/1/channels']);
  });

  test('takes the frame that a picture nearby is of from its header', async () => {
    const { api, asked } = clientOf(() => new Response('picture', { headers: { 'steerscope-frame': '480' } }));
    const { frame, encoded } = await api.nearImage('s1', 503, signal);
    expect([frame, await encoded.text()]).toEqual([480, 'picture']);
    expect(asked).toEqual(['GET /api/sessions/s1/frames/503/image?near=1']);
    expect((await clientOf(() => new Response('picture')).api.nearImage('s1', 503, signal)).frame).toBeNaN();
  });

  test("passes the product's error on, with its next step", async () => {
    const wire = { code: 'not-a-drive', message: 'No drive here: /x', nextStep: 'Choose another.' } as const;
    const { api } = clientOf(() => Response.json({ error: wire }, { status: 422 }));
    const thrown: unknown = await api.openSession({ drivePath: '/x' }).catch((error: unknown) => error);
    expect(thrown).toMatchObject(wire);
    expect(thrown).toBeInstanceOf(SteerscopeError);
  });

  test('a refusal without a body, a lost connection, an abort', async () => {
    expect(await codeOf(clientOf(() => new Response('no', { status: 401 })).api.host())).toBe('unauthorised');
    expect(await codeOf(clientOf(() => Promise.reject(new TypeError('fetch failed'))).api.host())).toBe('unreachable');
    const aborted = clientOf(() => Promise.reject(new DOMException('stop', 'AbortError')));
    expect(await codeOf(aborted.api.columns('s', signal))).toBe('cancelled');
  });
});

describe('readServerSentEvents', () => {
  const bodyOf = (...chunks: string[]): ReadableStream<Uint8Array> =>
    new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
        controller.close();
      },
    });

  test('joins what comes in pieces and leaves comments and other fields out', async () => {
    const body = bodyOf(': hello\n\nda', 'ta: {"a":', '1}\n', 'id: 7\n\ndata: x\r\ndata:y\r\n\r\ndata: cut');
    const events: string[] = [];
    for await (const event of readServerSentEvents(body)) events.push(event);
    expect(events).toEqual(['{"a":1}', 'x\ny']);
  });
});
