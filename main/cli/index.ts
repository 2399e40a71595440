#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { productVersion } from '../api/installation.ts';
import { analyzeCommand } from './analyze-command.ts';
import { checkpointsCommand } from './checkpoints-command.ts';
import { convertCommand } from './convert-command.ts';
import { demoCommand } from './demo-command.ts';
import { exitCodeHelp, exitCodes } from './exit-codes.ts';
import { exportCommand } from './export-command.ts';
import { fitCommand } from './fit-command.ts';
import { inspectCommand } from './inspect-command.ts';
import { labCommand } from './lab-command.ts';
import { methodsCommand } from './methods-command.ts';
import { serveCommand } from './serve-command.ts';

const commands = [
  inspectCommand(),
  fitCommand(),
  analyzeCommand(),
  checkpointsCommand(),
  exportCommand(),
  methodsCommand(),
  convertCommand(),
  labCommand(),
  serveCommand(),
  demoCommand(),
];

const program = new Command('steerscope')
  .description(
    'See what a steering network looks at: recorded drives, VisualBackProp masks, predicted against recorded steering.',
  )
  .version(productVersion)
  .addHelpText('after', exitCodeHelp);
for (const command of commands) program.addCommand(command);
for (const command of [program, ...commands, ...commands.flatMap(({ commands: inner }) => inner)])
  command.exitOverride().showHelpAfterError('(--help tells the options)');

// `steerscope inspect ... | head`: the reader has seen enough, and nothing more is to be done for it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (thrown) {
  if (!(thrown instanceof CommanderError)) throw thrown;
  // Commander has printed what is wrong, or the help that was asked for.
  process.exitCode = thrown.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
}
