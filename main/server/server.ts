import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { Hono } from 'hono';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { guardRequests } from './request-guard.ts';

export interface ServerOptions {
  /** The product's fetch handler. */
  readonly api: { fetch(request: Request): Response | Promise<Response> };
  /** 0: any free port. @default 0 */
  readonly port?: number | undefined;
  /** @default 192 random bits */
  readonly token?: string | undefined;
}

export interface RunningServer {
  /** The address to open, with the token. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const host = '127.0.0.1';

/** Serves the product to this machine only. @throws SteerscopeError `bad-request` when the port is taken or not allowed. */
export async function startServer({
  api,
  port = 0,
  token = randomBytes(24).toString('base64url'),
}: ServerOptions): Promise<RunningServer> {
  // The cookie's name needs the port, which is known once the socket listens.
  let guarded: Hono | null = null;
  const server = createAdaptorServer({
    fetch: (request) => guarded?.fetch(request) ?? new Response('Starting\n', { status: 503 }),
  });
  const listeningPort = await listen(server, port);
  guarded = new Hono().use(guardRequests(token, `steerscope-${listeningPort}`)).all('*', (c) => api.fetch(c.req.raw));
  return {
    url: `http://${host}:${listeningPort}/?token=${token}`,
    port: listeningPort,
    close: () => close(server),
  };
}

function listen(server: ServerType, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(cannotListen(port, cause)));
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // Event streams would keep it open for ever.
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}

function cannotListen(port: number, cause: NodeJS.ErrnoException): SteerscopeError {
  const taken = cause.code === 'EADDRINUSE';
  return new SteerscopeError(
    'bad-request',
    taken
      ? `Port ${port} is in use by another program.`
      : `Port ${port} cannot be used (${cause.code ?? cause.message}).`,
    'Choose another with --port, or leave it out to take any free one.',
    { cause },
  );
}
