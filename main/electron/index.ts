import { app, dialog, protocol, session } from 'electron';
import { join } from 'node:path';
import type { HostInfo } from '../../shared/host-info.ts';
import { isProjectName } from '../../shared/project.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { recognise } from '../analysis/recognise.ts';
import { readGivenMapping } from '../drives/mapping-in-use.ts';
import { createApi } from '../api/app.ts';
import { describeHost, installationRoot, pageFolder } from '../api/installation.ts';
import { SessionRegistry } from '../api/session-registry.ts';
import { Journals } from '../project/journals.ts';
import { Recents } from '../project/recents.ts';
import { stateFolder } from '../project/state-folder.ts';
import { answerDialogs } from './dialogs.ts';
import { parseLaunchArguments, type LaunchArguments } from './launch-arguments.ts';
import { pageOrigin, refusePermissions } from './security.ts';
import { Windows } from './windows.ts';

const preloadPath = join(installationRoot, 'out', 'preload', 'index.cjs');

// Before `ready`: the page's scheme gets the rights of https, so that fetch, streams and a strict CSP work.
protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
]);

// macOS tells of files to open at any time, before the window too: those are opened with it.
const openedEarly: string[] = [];
let openPath = (path: string): void => void openedEarly.push(path);
app.on('open-file', (event, path) => {
  event.preventDefault();
  openPath(path);
});

/** What to open first: what was asked for, bare paths by what they look like. */
async function initialHost({ drivePath, mappingPath, modelPath, paths }: LaunchArguments): Promise<HostInfo> {
  const asked = { drivePath, modelPath };
  let project: string | null = null;
  for (const path of [...paths, ...openedEarly.splice(0)]) {
    const looksLike = isProjectName(path) ? 'project' : await recognise(path);
    if (looksLike === 'project') project ??= path;
    else if (looksLike === 'network') asked.modelPath ??= path;
    else asked.drivePath ??= path;
  }
  const mapping = mappingPath === null ? {} : { mapping: await readGivenMapping(mappingPath) };
  return describeHost('desktop', { ...asked, ...mapping }, project);
}

async function start(launch: LaunchArguments): Promise<void> {
  const sessions = new SessionRegistry();
  const host = await initialHost(launch);
  const recents = new Recents(stateFolder());
  const api = createApi({ host, sessions, journals: new Journals(stateFolder()), recents, pageFolder });
  protocol.handle('app', (request) => {
    if (!request.url.startsWith(`${pageOrigin}/`)) return new Response('Not found', { status: 404 });
    return api.fetch(request);
  });
  refusePermissions(session.defaultSession);
  answerDialogs();

  const windows = new Windows(preloadPath, recents);
  await windows.open('initial');
  openPath = (path) => windows.openPath(path);
  for (const path of openedEarly) openPath(path);
  app.on('second-instance', (_event, args, workingFolder) => {
    const asked = parseLaunchArguments(args.slice(app.isPackaged ? 1 : 2), workingFolder);
    for (const path of [asked.drivePath, asked.modelPath, ...asked.paths]) if (path !== null) openPath(path);
    windows.show();
  });
  app.on('window-all-closed', () => app.quit());

  // Exports under way leave nothing half-written: they are cancelled before the process ends.
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void sessions.closeAll().finally(() => {
      closed = true;
      app.exit(0);
    });
  });
}

if (app.requestSingleInstanceLock()) {
  const launch = parseLaunchArguments(process.argv.slice(app.isPackaged ? 1 : 2), process.cwd());
  void app
    .whenReady()
    .then(() => start(launch))
    .catch((thrown: unknown) => {
      const { message, nextStep } = SteerscopeError.from(thrown);
      dialog.showErrorBox('Steerscope cannot start', `${message}\n${nextStep}`);
      app.exit(1);
    });
} else {
  app.quit();
}
