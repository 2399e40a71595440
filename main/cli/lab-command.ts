import { Command } from 'commander';
import { labTimingCommand } from './lab-timing-command.ts';

/** What the papers claim, measured on the user's own network: one command an experiment. */
export const labCommand = (): Command =>
  new Command('lab')
    .description('experiments on a network: what its masks cost, and whether they can be trusted')
    .addCommand(labTimingCommand());
