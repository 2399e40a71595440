import type { SteeringFigures } from '../../../shared/analysis.ts';
import { formatCount, formatNumber, formatSecs, formatSteering } from '../../../shared/annotate/number-format.ts';
import type { RecordedSteering } from '../../../shared/drive.ts';
import { interventionSecs } from '../../../shared/autonomy-estimate.ts';
import type { SteeringOutputUnit } from '../../../shared/steering-output.ts';
import { formatError, formatJerk, formatShare, sideOf } from './error-words.ts';

/** A figure in words. `more`: what else is to be said of it, smaller. */
export interface MetricCell {
  readonly text: string;
  readonly more?: string | undefined;
  /** Where it comes from. */
  readonly frame?: number | undefined;
}

export interface MetricRow {
  readonly name: string;
  /** What it is. */
  readonly tip: string;
  /** Begins a group. */
  readonly isFirst?: true;
  cell(figures: SteeringFigures): MetricCell;
}

const absent = '–';
/** A lag of less has no side worth a word. */
const halfFrame = 0.5;

/** The table of figures, in the order in which they are read. */
export function metricRows(
  { unit, positive }: Pick<RecordedSteering, 'unit' | 'positive'>,
  predictedUnit: SteeringOutputUnit,
): readonly MetricRow[] {
  const steering = (value: number | null): MetricCell => ({ text: formatSteering(value ?? Number.NaN, unit) });
  const plain = (value: number | null): MetricCell => ({
    text: value === null ? absent : formatNumber(value, Math.abs(value) < 10 ? 3 : 1),
  });
  return [
    {
      name: 'Frames',
      tip: 'Frames with both a recorded and a predicted steering: all figures are over these.',
      cell: ({ count }) => ({ text: formatCount(count) }),
    },
    {
      name: 'MAE',
      tip: 'Mean absolute error: the mean of |predicted − recorded|.',
      isFirst: true,
      cell: ({ mae }) => steering(mae),
    },
    {
      name: 'RMSE',
      tip: 'Root of the mean squared error: large errors count more than in the MAE.',
      cell: ({ rmse }) => steering(rmse),
    },
    {
      name: 'Largest |error|',
      tip: 'The largest absolute error, and the frame that it is at.',
      cell: ({ maxError, maxErrorFrame }) => ({ ...steering(maxError), frame: maxErrorFrame ?? undefined }),
    },
    {
      name: 'Bias',
      tip: 'The mean error, sign and all: how far the network pulls to one side throughout.',
      cell: ({ bias }) => ({
        text: bias === null ? absent : formatError(bias, unit),
        more: bias === null || bias === 0 ? undefined : `to the ${sideOf(bias, positive)}`,
      }),
    },
    {
      name: 'R²',
      tip: 'Coefficient of determination: 1 − Σ error² / Σ (recorded − its mean)². 1 is perfect, 0 no better than always the mean, below 0 worse.',
      isFirst: true,
      cell: ({ r2 }) => plain(r2),
    },
    {
      name: 'Pearson r',
      tip: 'Correlation, −1 to 1: whether both go up and down together, whatever the scale and the bias.',
      cell: ({ pearsonR }) => plain(pearsonR),
    },
    {
      name: 'Lag',
      tip: 'By how much the prediction trails the recorded steering, where the cross-correlation of the two is highest. A network or driver that reacts late and clocks that differ look the same.',
      isFirst: true,
      cell: ({ lag }) => {
        if (!lag) return { text: absent };
        const frames = `${formatNumber(Math.abs(lag.frames), 1)} frames`;
        const side = Math.abs(lag.frames) < halfFrame ? '' : lag.frames > 0 ? ' late' : ' early';
        return lag.secs === null
          ? { text: frames + side }
          : { text: formatSecs(Math.abs(lag.secs)) + side, more: frames };
      },
    },
    {
      name: 'Jerk, recorded',
      tip: 'Root mean square of the second difference in time of the recorded steering: how restless the wheel was.',
      cell: ({ jerk }) => ({ text: formatJerk(jerk.recorded, unit) }),
    },
    {
      name: 'Jerk, predicted',
      tip: 'The same of the predicted steering. Much above the recorded: the network steers nervously.',
      cell: ({ jerk }) => ({
        text: formatJerk(jerk.predicted, predictedUnit),
        more:
          jerk.recorded && jerk.predicted && unit === predictedUnit
            ? `${formatNumber(jerk.predicted / jerk.recorded, 1)} times`
            : undefined,
      }),
    },
    {
      name: 'Sign errors',
      tip: 'Share of the frames on which predicted and recorded steering lie on opposite sides of straight on, both beyond the dead band.',
      isFirst: true,
      cell: ({ signErrors }) =>
        signErrors
          ? {
              text: formatShare(signErrors.share, 2),
              more: `${formatCount(signErrors.count)} frame${signErrors.count === 1 ? '' : 's'}`,
            }
          : { text: absent },
    },
    {
      name: 'Autonomy, estimated',
      tip: `1 − interventions · ${interventionSecs} s / elapsed time, after Bojarski et al. 2016. There a simulated car that left its lane was an intervention; here it is a large error for long enough, on recorded data, where nobody drove by the predictions: an estimate, not that figure. Less than ${interventionSecs} s have none.`,
      cell: ({ autonomy }) =>
        autonomy
          ? {
              text: formatShare(autonomy.share, 1),
              more: `${formatCount(autonomy.interventions)} intervention${autonomy.interventions === 1 ? '' : 's'}`,
            }
          : { text: absent },
    },
  ];
}
