import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Command } from 'commander';
import { installationRoot } from '../api/installation.ts';
import { buildIfStale } from './build-page.ts';
import { findElectronBinary } from './electron-binary.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { beginWithFewHeaps } from './few-heaps.ts';
import { runAction } from './run-action.ts';
import { mappingOption } from './mapping-option.ts';
import { usualFlags } from './network-options.ts';
import { givenProject, openRequest } from './serve-command.ts';
import { serve } from './serve.ts';

/* `npm start`: the window; where Electron is not installed, the same page in a browser. */

interface StartFlags {
  readonly drive?: string;
  readonly mapping?: string;
  readonly model?: string;
}

const start = new Command('start')
  .description('open the window; with no project, --drive or --model on the demo')
  .argument('[project]', 'a saved project (.steerscope), in place of a drive and a network')
  .option('--drive <path>', 'folder or log file of the drive to open')
  .addOption(mappingOption())
  .option('--model <file>', 'the network to open')
  .action((given: string | undefined, flags: StartFlags) =>
    runAction(async (signal) => {
      beginWithFewHeaps();
      const request = await openRequest({ ...usualFlags, ...flags });
      const project = await givenProject(given, flags);
      await buildIfStale(signal);
      const electron = findElectronBinary();
      if (electron !== null) return openWindow(electron, project, flags, signal);
      process.stdout.write('Electron is not installed here, so the window opens in your browser instead.\n');
      await serve(request, project, 0, signal);
      return exitCodes.ok;
    }),
  );
await start.parseAsync();

function openWindow(
  electron: string,
  project: string | null,
  { drive, mapping, model }: StartFlags,
  signal: AbortSignal,
): Promise<ExitCode> {
  const args = [
    join(installationRoot, 'out', 'main', 'electron', 'index.js'),
    ...(drive === undefined ? [] : ['--drive', drive]),
    ...(mapping === undefined ? [] : ['--mapping', mapping]),
    ...(model === undefined ? [] : ['--model', model]),
    ...(project === null ? [] : [project]),
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(electron, args, { stdio: 'inherit', signal });
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0 ? exitCodes.ok : exitCodes.refused));
  });
}
