import { steeringUnitWords } from '../../shared/annotate/number-format.ts';
import type { Session } from './session.svelte.ts';

/** Why there is no error between predicted and recorded steering, and what to do about it. */
export interface ErrorHindrance {
  readonly title: string;
  readonly text: string;
  /** Null where there is nothing to do but wait. */
  readonly step:
    'choose-drive' | 'choose-network' | 'drive-columns' | 'network-setup' | 'input-setup' | 'analyse' | null;
  readonly isWaiting: boolean;
  /** Whether there are at least figures that need no common unit. */
  readonly partly: boolean;
}

type Opened = Pick<Session, 'drive' | 'model' | 'info' | 'problems'> & {
  readonly run: Pick<Session['run'], 'progress' | 'problems' | 'failure'>;
  readonly series: Pick<Session['series'], 'analysedCount' | 'comparable' | 'predicted' | 'recorded'>;
};

/** Null where there are errors to look at. */
export function errorHindrance({ drive, model, info, problems, run, series }: Opened): ErrorHindrance | null {
  if (!drive)
    return hindrance(
      'No drive is open',
      'Open one with recorded steering, and the network that is to follow it.',
      'choose-drive',
    );
  if (!model)
    return hindrance('No network is open', 'An error is what it predicts minus what was recorded.', 'choose-network');
  if (!drive.steering)
    return drive.mapping
      ? hindrance(
          'No steering was recorded with this drive',
          'If a column of its log holds the steering, say which: then there is something to compare with.',
          'drive-columns',
        )
      : hindrance(
          'No steering was recorded with this drive',
          'There is nothing to compare what is predicted with.',
          null,
        );
  const misfit = problems.find(({ severity, code }) => severity === 'error' && code.startsWith('input-'));
  if (series.analysedCount === 0 && misfit)
    return hindrance('The network cannot see these frames', misfit.message, 'input-setup');
  if (series.analysedCount === 0 && run.progress)
    return {
      ...hindrance('Analysing the drive …', 'The first errors are here in a moment.', null),
      isWaiting: true,
    };
  if (series.analysedCount === 0 && run.failure)
    return hindrance('The analysis failed', `${run.failure.message} ${run.failure.nextStep}`.trim(), 'analyse');
  if (series.analysedCount === 0)
    return hindrance(
      'The drive has not been analysed',
      'Errors appear while the network is run over its frames.',
      'analyse',
    );
  if (!series.predicted.some(Number.isFinite))
    return hindrance(
      'The network gives no number as steering',
      run.problems.find(({ code }) => code === 'prediction-not-finite')?.message ??
        'Say in the setup which of its outputs is the steering, and how the pictures are prepared.',
      'network-setup',
    );
  if (!series.recorded?.some(Number.isFinite))
    return hindrance(
      'No frame of this drive has a recorded steering',
      'Its log holds a column of it without numbers.',
      'drive-columns',
    );
  if (!series.comparable) {
    const [recorded, predicted] = [drive.steering.unit, info?.steering?.predictedUnit];
    return {
      ...hindrance(
        'Two units have no error between them',
        `The steering is recorded in ${steeringUnitWords[recorded]}${predicted ? ` and predicted in ${steeringUnitWords[predicted]}` : ''}. Say in the setup how one becomes the other.`,
        'network-setup',
      ),
      partly: true,
    };
  }
  return null;
}

const hindrance = (title: string, text: string, step: ErrorHindrance['step']): ErrorHindrance => ({
  ...{ title, text, step },
  isWaiting: false,
  partly: false,
});
