import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startServer, type RunningServer } from '../../../../main/server/server.ts';

let server: RunningServer;
beforeEach(async () => {
  server = await startServer({ api: { fetch: async () => new Response('inside') }, token: 'right' });
});
afterEach(() => server.close());

/** A request as any program can send it: `fetch` would not let Host and Origin be forged. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; body: string; headers: Record<string, unknown> }>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: server.port, path, method, headers }, (reply) => {
      let body = '';
      reply.on('data', (text: Buffer) => (body += text.toString()));
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body, headers: reply.headers }));
    });
    sent.on('error', reject);
    sent.end();
  });
}
const cookie = (): Record<string, string> => ({ cookie: `steerscope-${server.port}=right` });

test('the printed address sets a cookie no script can read and leads to the address without token', async () => {
  expect(server.url).toBe(`http://127.0.0.1:${server.port}/?token=right`);
  const { status, headers } = await ask('/some/view?token=right&frame=3');
  expect([status, headers['location']]).toEqual([302, '/some/view?frame=3']);
  const [set] = headers['set-cookie'] as string[];
  expect(set).toMatch(/^steerscope-\d+=right;/);
  expect(set).toContain('HttpOnly');
  expect(set).toContain('SameSite=Strict');
  expect((await ask('/', cookie())).body).toBe('inside');
});

test('without the token, with a wrong one, or by another method than GET nothing is served', async () => {
  for (const [path, headers] of [
    ['/', {}],
    ['/?token=', {}],
    ['/?token=wrong', {}],
    ['/api/host', { cookie: `steerscope-${server.port}=wrong` }],
    ['/api/host', { cookie: 'steerscope-1=right' }],
  ] as const) {
    const { status, body } = await ask(path, headers);
    expect(status).toBe(401);
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'unauthorised' } });
  }
  expect((await ask('/?token=right', {}, 'POST')).status).toBe(401);
});

test('a name that was made to point here is refused (DNS rebinding)', async () => {
  expect((await ask('/', { ...cookie(), host: 'evil.example' })).status).toBe(403);
  expect((await ask('/', { ...cookie(), host: `evil.example:${server.port}` })).status).toBe(403);
  for (const host of [`localhost:${server.port}`, '127.0.0.1:9999', '[::1]:9999'])
    expect((await ask('/', { ...cookie(), host })).status).toBe(200);
});

test('another page is refused, this page is not (CSRF)', async () => {
  const host = `127.0.0.1:${server.port}`;
  for (const origin of ['http://evil.example', 'null', `https://${host}`, 'http://127.0.0.1:1'])
    expect((await ask('/', { ...cookie(), host, origin }, 'POST')).status).toBe(403);
  expect((await ask('/', { ...cookie(), host, origin: `http://${host}` }, 'POST')).status).toBe(200);
});

test('a port in use is told in words', async () => {
  await expect(startServer({ api: { fetch: async () => new Response() }, port: server.port })).rejects.toMatchObject({
    code: 'bad-request',
    message: expect.stringContaining(String(server.port)),
  });
});

test('a token of its own is long and never the same', async () => {
  const others = await Promise.all([1, 2].map(() => startServer({ api: { fetch: async () => new Response() } })));
  const tokens = others.map(({ url }) => new URL(url).searchParams.get('token') ?? '');
  expect(new Set(tokens).size).toBe(2);
  for (const token of tokens) expect(token).toMatch(/^[\w-]{32}$/);
  await Promise.all(others.map((other) => other.close()));
});
