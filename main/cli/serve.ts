import type { SessionRequest } from '../../shared/session.ts';
import { createApi } from '../api/app.ts';
import { describeHost, pageFolder } from '../api/installation.ts';
import { SessionRegistry } from '../api/session-registry.ts';
import { Journals } from '../project/journals.ts';
import { Recents } from '../project/recents.ts';
import { stateFolder } from '../project/state-folder.ts';
import { startServer } from '../server/server.ts';

/**
 * Serves the page on loopback until `signal` aborts.
 * @param asked what to open first; the demo when nothing is said.
 * @param project in its place; null: none.
 */
export async function serve(
  asked: SessionRequest,
  project: string | null,
  port: number,
  signal: AbortSignal,
): Promise<void> {
  const sessions = new SessionRegistry();
  const api = createApi({
    host: describeHost('browser', asked, project),
    sessions,
    journals: new Journals(stateFolder()),
    recents: new Recents(stateFolder()),
    pageFolder,
  });
  const server = await startServer({ api, port });
  process.stdout.write(`Steerscope is open at\n\n  ${server.url}\n\nStop it with Ctrl-C.\n`);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.close();
  await sessions.closeAll();
}
