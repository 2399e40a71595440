import { existsSync } from 'node:fs';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import type { Api } from '../../shared/api.ts';
import { maxProjectBytes } from '../../shared/project.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { ContractProof, Honoured } from './contract-proof.ts';
import { errorReply } from './error-reply.ts';
import { frameRoutes } from './frame-routes.ts';
import { hostRoutes } from './host-routes.ts';
import { projectRoutes } from './project-routes.ts';
import type { ApiServices } from './services.ts';
import { sessionRoutes } from './session-routes.ts';

/** The page runs our scripts only, evaluates nothing and talks to nobody else. */
const contentSecurityPolicy = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'blob:', 'data:'],
  mediaSrc: ["'self'", 'blob:'],
  connectSrc: ["'self'"],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

/** Requests are some lines of JSON; what a window holds may be more. */
const maxBodyBytes = 1024 * 1024;
const limitBody = (maxSize: number): MiddlewareHandler =>
  bodyLimit({
    maxSize,
    onError: () => {
      throw new SteerscopeError(
        'bad-request',
        `The request is larger than ${maxSize / 1024 / 1024} MB.`,
        'Send JSON as the contract has it.',
      );
    },
  });
const limits = { usual: limitBody(maxBodyBytes), project: limitBody(maxProjectBytes) };

const routes = (services: ApiServices) =>
  new Hono()
    .route('/', hostRoutes(services))
    .route('/', projectRoutes(services))
    .route('/', sessionRoutes(services))
    .route('/', frameRoutes(services));

/** The one door: the API and the page's files behind one fetch handler; no window, no socket. */
export function createApi(services: ApiServices): Api {
  const app = new Hono();
  app.onError(errorReply);
  // No strict transport security: it would bind the loopback address, where there is no https.
  app.use(secureHeaders({ contentSecurityPolicy, strictTransportSecurity: false, xFrameOptions: 'DENY' }));
  app.use('/api/*', (c, next) =>
    (/^\/api\/(project|journal)$/.test(c.req.path) ? limits.project : limits.usual)(c, next),
  );
  app.route('/', routes(services));
  app.all('/api/*', (c) => {
    throw new SteerscopeError('not-found', `The API has no ${c.req.method} ${c.req.path}.`, 'Reload the page.');
  });
  servePage(app, services.pageFolder);
  return app as unknown as Api;
}

/** Files under assets/ carry a hash of their content in the name; the page itself must always be asked for anew. */
const keepByName: MiddlewareHandler = async (c, next) => {
  await next();
  const isHashed = c.req.path.startsWith('/assets/') && c.res.ok;
  c.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
};

function servePage(app: Hono, pageFolder: string): void {
  if (!existsSync(pageFolder)) {
    app.get('*', (c) => c.text('The page is not built. Run: npm run build\n', 503));
    return;
  }
  app.get('*', keepByName, serveStatic({ root: pageFolder }));
  // Any other address of the page is the page itself; a missing file is not.
  app.get('*', async (c, next) => {
    if (/\.[a-z0-9]+$/i.test(c.req.path)) return c.text('Not found\n', 404);
    return serveStatic({ root: pageFolder, path: 'index.html' })(c, next);
  });
}

/** Does not compile when a route is missing, takes less or gives something else than shared/api.ts agrees. */
type ProvenRoutes<Routes extends Honoured> = Routes;
export type RoutesProof = ProvenRoutes<ContractProof<ReturnType<typeof routes>>>;
