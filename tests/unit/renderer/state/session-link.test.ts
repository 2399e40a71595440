import { beforeEach, expect, test } from 'vitest';
import { ApiClient } from '../../../../renderer/api.ts';
import { SessionLink } from '../../../../renderer/state/session-link.svelte.ts';
import { SteerscopeError } from '../../../../shared/steerscope-error.ts';

const asked: string[] = [];
/** A product that knows one session, and answers when it is told to. */
let answer: () => void;
let answers: Promise<void>;
const product = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
  const path = new URL(String(input), 'http://product').pathname;
  asked.push(`${init?.method ?? 'GET'} ${path}`);
  await answers;
  return path.endsWith('/events') ? new Response(new ReadableStream()) : Response.json({ id: 's1' });
};
const ignore = (): void => undefined;
const codeOf = (call: Promise<unknown>): Promise<string | null> =>
  call.then(
    () => null,
    (thrown: unknown) => SteerscopeError.from(thrown).code,
  );

let link: SessionLink;
beforeEach(() => {
  asked.length = 0;
  answers = new Promise((resolve) => (answer = resolve));
  link = new SessionLink(new ApiClient(product), { onEvent: ignore, onBack: ignore, onEnd: ignore });
});

test('a session is listened to once it is open, and let go of once', async () => {
  answer();
  await link.open({ modelPath: '/net.h5' });
  expect(asked).toEqual(['POST /api/sessions', 'GET /api/sessions/s1/events']);
  link.close();
  link.close();
  expect(asked.slice(2)).toEqual(['DELETE /api/sessions/s1']);
});

test('one that is closed while it is opened is let go of as soon as it is known', async () => {
  const opening = codeOf(link.open({ modelPath: '/net.h5' }));
  link.close();
  answer();
  expect(await opening).toBe('cancelled');
  expect(asked).toEqual(['POST /api/sessions', 'DELETE /api/sessions/s1']);
});

test('without a session there is none to change', async () => {
  expect(await codeOf(link.change({ drivePath: '/drive' }))).toBe('not-found');
  expect(asked).toEqual([]);
});
