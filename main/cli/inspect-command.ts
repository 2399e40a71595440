import { Command } from 'commander';
import { describeDrive } from './describe-drive.ts';
import { describeNetwork } from './describe-network.ts';
import { describeSurvey } from './describe-survey.ts';
import { exitCodes } from './exit-codes.ts';
import { givenMapping, mappingOption } from './mapping-option.ts';
import { givenPreprocessing, preprocessingOption } from './network-options.ts';
import { runAction } from './run-action.ts';

interface InspectFlags {
  readonly columns: boolean;
  readonly json: boolean;
  readonly mapping?: string;
  readonly preprocessing?: string;
}

export const inspectCommand = (): Command =>
  new Command('inspect')
    .description('tell what a drive or a network is: format, counts, layers, shapes, what is wrong with it')
    .argument('<path>', 'folder or log file of a drive, or file of a network')
    .addOption(mappingOption())
    .addOption(preprocessingOption())
    .option('--columns', 'what the columns or topics of a drive’s log hold, and what they are taken for', false)
    .option('--json', 'as JSON on stdout, for scripts', false)
    .addHelpText(
      'after',
      `
--columns looks into any table or recording, also one that does not open as a drive yet; with --json its "mapping" is what a
file for --mapping may begin with.`,
    )
    .action((path: string, { columns, json, mapping: mappingFile, preprocessing: file }: InspectFlags) =>
      runAction(async (signal) => {
        if (columns) {
          const { surveyDrive } = await import('../drives/survey-drive.ts');
          const survey = await surveyDrive(path, { signal });
          process.stdout.write(`${json ? JSON.stringify(survey, null, 2) : describeSurvey(survey)}\n`);
          return exitCodes.ok;
        }
        // Loaded when needed: the readers of networks bring TensorFlow.js, and --help should not wait for it.
        const { inspect } = await import('./inspect.ts');
        const mapping = await givenMapping(mappingFile);
        const found = await inspect(path, { mapping, preprocessing: await givenPreprocessing(file) }, signal);
        const text = found.kind === 'drive' ? describeDrive(found) : describeNetwork(found);
        process.stdout.write(`${json ? JSON.stringify(found, null, 2) : text}\n`);
        return exitCodes.ok;
      }),
    );
