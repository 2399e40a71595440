import { Command } from 'commander';
import { labExperimentCommands } from './lab-experiment-commands.ts';
import { labTimingCommand } from './lab-timing-command.ts';

/** What the papers claim, measured on the user's own network: one command an experiment. */
export function labCommand(): Command {
  const lab = new Command('lab').description(
    'experiments on a network: what its masks cost, and whether they show what it steers by',
  );
  for (const command of [...labExperimentCommands(), labTimingCommand()]) lab.addCommand(command);
  return lab;
}
