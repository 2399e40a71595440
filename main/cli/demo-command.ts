import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { runAction } from './run-action.ts';

export const demoCommand = (): Command =>
  new Command('demo')
    .description('run the main job on the bundled drive and network: analyze, write a clip and a contact sheet')
    .option('--out <folder>', 'where the results go', join('out', 'demo'))
    .action(({ out }: { readonly out: string }) =>
      runAction(async (signal) => {
        const { runDemo } = await import('./run-demo.ts');
        await runDemo(resolve(out), signal);
        return exitCodes.ok;
      }),
    );
