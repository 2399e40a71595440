import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { SessionRequest } from '../../shared/session.ts';
import { isProjectName, projectExtension } from '../../shared/project.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { exitCodes } from './exit-codes.ts';
import { beginWithFewHeaps } from './few-heaps.ts';
import {
  networkChoice,
  usualChoice,
  deviceOption,
  methodOption,
  engineOption,
  poolingOption,
  preprocessingOption,
  type NetworkFlags,
} from './network-options.ts';
import { givenMapping, mappingOption } from './mapping-option.ts';
import { runAction } from './run-action.ts';

export interface OpenFlags extends NetworkFlags {
  readonly drive?: string;
  readonly mapping?: string;
  readonly watch?: boolean;
  readonly model?: string;
}

export const serveCommand = (): Command =>
  new Command('serve')
    .description('serve the window to a browser, on this machine only (127.0.0.1)')
    .argument('[project]', 'a saved project (.steerscope), in place of a drive and a network')
    .option('--drive <path>', 'folder or log file of the drive to open')
    .addOption(mappingOption())
    .option('--watch', 'follow what is opened: a drive that still grows, a network that is still being trained')
    .option('--model <file>', 'the network to open')
    .addOption(engineOption())
    .addOption(deviceOption())
    .addOption(poolingOption())
    .addOption(methodOption())
    .addOption(preprocessingOption())
    .option('--port <number>', 'a free one when left out', parsePort, 0)
    .addHelpText(
      'after',
      `
The printed address carries a token; requests without it are refused. From another machine, reach it by
  ssh -L 8080:127.0.0.1:PORT this-machine
and open the address with 8080 in the place of the port. With no project, --drive or --model the demo opens.`,
    )
    .action((project: string | undefined, flags: OpenFlags & { readonly port: number }) =>
      runAction(async (signal) => {
        beginWithFewHeaps();
        const { serve } = await import('./serve.ts');
        await serve(await openRequest(flags), await givenProject(project, flags), flags.port, signal);
        return exitCodes.ok;
      }),
    );

/** What to open first, with absolute paths, since the page knows no working folder. */
export async function openRequest({
  drive,
  mapping: file,
  watch,
  model,
  ...flags
}: OpenFlags): Promise<SessionRequest> {
  if (file !== undefined && drive === undefined) throw mappingWithoutDrive();
  const mapping = await givenMapping(file);
  const { engine, device, pooling, method, preprocessing } = await networkChoice(flags);
  return {
    ...(drive === undefined ? {} : { drivePath: await existingPath(drive) }),
    ...(mapping && { mapping }),
    ...(watch && drive !== undefined && { watch }),
    ...(model === undefined ? {} : { modelPath: await existingPath(model) }),
    ...(watch && model !== undefined && { followNetwork: true }),
    ...(engine === usualChoice.engine ? {} : { engine }),
    ...(device === usualChoice.device ? {} : { device }),
    ...(pooling === usualChoice.pooling ? {} : { pooling }),
    ...(method === usualChoice.method ? {} : { method }),
    ...(preprocessing === null ? {} : { preprocessing }),
  };
}

const mappingWithoutDrive = (): SteerscopeError =>
  new SteerscopeError('bad-request', 'A mapping says what is in a drive, and no drive is given.', 'Add --drive.');

/** The absolute path of the project to open; null without one. */
export async function givenProject(
  path: string | undefined,
  { drive, model }: Pick<OpenFlags, 'drive' | 'model'>,
): Promise<string | null> {
  if (path === undefined) return null;
  if (!isProjectName(path))
    throw new SteerscopeError(
      'bad-request',
      `This is no project, whose name would end in .${projectExtension}: ${path}`,
      'Name a drive by --drive and a network by --model.',
    );
  if (drive !== undefined || model !== undefined)
    throw new SteerscopeError(
      'bad-request',
      'A project says itself which drive and network it is about.',
      'Leave out --drive and --model.',
    );
  return existingPath(path);
}

async function existingPath(path: string): Promise<string> {
  const absolute = resolve(path);
  await access(absolute).catch((cause: unknown) => {
    throw new SteerscopeError('not-found', `There is no such file or folder: ${absolute}`, 'Check the path.', {
      cause,
    });
  });
  return absolute;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('Give a port from 0 to 65535.');
}
