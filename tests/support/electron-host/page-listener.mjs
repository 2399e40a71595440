import { serve } from '@hono/node-server';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const shim = readFileSync(join(import.meta.dirname, 'preload-shim.js'), 'utf8');

/**
 * `protocol.handle` as a loopback listener. Requests reach the handler under the scheme's own URL; pages get the preload
 * as their first script; `/__electron__/` carries the messages between the preload and ipcMain.
 *
 * @param origin as `app://steerscope`
 * @param preload the preload's path, or null
 * @param ipc `{ invoke(channel, args), send(channel, args), onSend(listener) }`: the main process's end
 */
export async function listen(origin, handler, preload, ipc) {
  const script = preload ? shim.replace('/*PRELOAD*/', () => readFileSync(preload, 'utf8')) : '';

  async function answer(request) {
    const url = new URL(request.url);
    switch (url.pathname) {
      case '/__electron__/preload.js':
        return new Response(script, { headers: { 'content-type': 'text/javascript' } });
      case '/__electron__/invoke': {
        const { channel, args } = await request.json();
        return Response.json({ value: (await ipc.invoke(channel, args)) ?? null });
      }
      case '/__electron__/send': {
        const { channel, args } = await request.json();
        ipc.send(channel, args);
        return Response.json({});
      }
      case '/__electron__/events':
        return events(ipc);
      default:
        return withPreload(await handler(asSchemeRequest(request, origin, url)));
    }
  }

  return await new Promise((resolve) => {
    const server = serve({ fetch: answer, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      resolve({ url: `http://127.0.0.1:${port}`, close: () => server.close() }),
    );
  });
}

function asSchemeRequest(request, origin, url) {
  return new Request(`${origin}${url.pathname}${url.search}`, {
    method: request.method,
    headers: request.headers,
    body: request.body,
    duplex: 'half',
    signal: request.signal,
  });
}

async function withPreload(response) {
  if (!response.headers.get('content-type')?.startsWith('text/html')) return response;
  const html = (await response.text()).replace('<head>', '<head><script src="/__electron__/preload.js"></script>');
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  return new Response(html, { status: response.status, headers });
}

function events(ipc) {
  let stop = () => {};
  const body = new ReadableStream({
    start(controller) {
      const encoder = new TextEncoder();
      controller.enqueue(encoder.encode(': open\n\n'));
      stop = ipc.onSend((channel, args) =>
        controller.enqueue(encoder.encode(`data: ${JSON.stringify({ channel, args })}\n\n`)),
      );
    },
    cancel: () => stop(),
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}
