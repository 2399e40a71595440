import { relative } from 'node:path';
import type { DeviceProbe } from '../../shared/analysis.ts';
import { describeProblems } from './describe-problems.ts';
import { describeSteering } from './describe-steering.ts';
import type { AnalyzeSummary } from './analyze.ts';
import { textTable } from './text-table.ts';

/** The figures of a run, for a person. */
export function describeSummary(summary: AnalyzeSummary, paths: readonly string[]): string {
  const { frames, metrics, engine, framesPerSec, problems } = summary;
  const rows = [
    ['frames', `${frames.from} to ${frames.to - 1}, ${frames.predicted} of ${frames.count} predicted`],
    ...(frames.deleted > 0 ? [['', `${frames.deleted} marked as deleted in the log count in the figures too`]] : []),
    ...(metrics
      ? [
          ['mean absolute error', metrics.mae?.toFixed(4) ?? otherUnits],
          ['root mean squared error', metrics.rmse?.toFixed(4) ?? otherUnits],
          ['Pearson r', metrics.pearsonR?.toFixed(4) ?? 'none: one side is constant'],
        ]
      : [['recorded steering', 'none to compare with']]),
    ['steering', describeSteering(summary.steering)],
    ['engine', `${engine.name} (${engine.library}) on ${engine.device}, ${engine.precision}`],
    ...(engine.fallbackReason === null ? [] : [['', engine.fallbackReason]]),
    ...(engine.probe ? [['', describeProbe(engine.probe)]] : []),
    ['speed', `${Math.round(framesPerSec)} frames/s`],
    ['preprocessing', sourceWords[summary.preprocessingSource ?? 'default']],
  ];
  const written = paths.map((path) => `  ${shortPath(path)}`).join('\n');
  return [textTable(rows), describeProblems(problems), `Written:\n${written}`].filter(Boolean).join('\n\n');
}

const describeProbe = ({ frames, maxDifference }: DeviceProbe): string =>
  `checked against the CPU on ${frames} pictures: differs by at most ${maxDifference.toExponential(1)}`;

const otherUnits = 'none: predicted and recorded steering have different units';

const sourceWords = {
  default: 'the default for the network',
  file: 'from the file beside the network',
  given: 'as given',
};

/** As a person would type it: from the working folder where it lies inside. */
function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') || short === '' ? path : short;
}
