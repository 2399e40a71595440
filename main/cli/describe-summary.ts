import { relative } from 'node:path';
import type { DeviceProbe, SteeringFigures } from '../../shared/analysis.ts';
import { describeEdit } from '../../shared/what-if.ts';
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
          ['largest error', largestError(metrics) ?? otherUnits],
          ['bias', metrics.bias?.toFixed(4) ?? otherUnits],
          ['R²', metrics.r2?.toFixed(4) ?? (metrics.mae === null ? otherUnits : 'none: recorded is constant')],
          ['Pearson r', metrics.pearsonR?.toFixed(4) ?? 'none: one side is constant'],
          ...inTime(metrics),
        ]
      : [['recorded steering', 'none to compare with']]),
    ...(summary.whatIf ? describeWhatIf(summary.whatIf) : []),
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

function describeWhatIf({ edits, difference }: NonNullable<AnalyzeSummary['whatIf']>): string[][] {
  const rows = [['what if', edits.map(describeEdit).join(', ')]];
  if (difference) {
    const { meanAbsolute, maxAbsolute, maxFrame } = difference;
    rows.push(['', `moves the prediction by ${meanAbsolute.toFixed(4)} in the mean`]);
    rows.push(['', `by ${maxAbsolute.toFixed(4)} at most, at frame ${maxFrame}`]);
  }
  return rows;
}

const largestError = ({ maxError, maxErrorFrame }: SteeringFigures): string | null =>
  maxError === null ? null : `${maxError.toFixed(4)} at frame ${maxErrorFrame}`;

function inTime({ lag, signErrors, autonomy }: SteeringFigures): string[][] {
  const rows: string[][] = [];
  if (lag) {
    const secs = lag.secs === null ? '' : ` (${Math.abs(lag.secs).toFixed(2)} s)`;
    const side = lag.frames < 0 ? 'ahead of' : 'behind';
    rows.push(['lag', `${Math.abs(lag.frames).toFixed(1)} frames${secs} ${side} the recorded steering`]);
  }
  if (signErrors) rows.push(['sign errors', `${(signErrors.share * 100).toFixed(2)} % of the frames`]);
  if (autonomy) {
    const { share, interventions, threshold, leastSecs } = autonomy;
    const rule = `an error above ${threshold} for ${leastSecs} s costs 6 s: ${interventions} times`;
    rows.push(['autonomy, estimated', `${(share * 100).toFixed(1)} % (${rule})`]);
  }
  return rows;
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
