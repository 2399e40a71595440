import type { SteeringFigures } from '../../shared/analysis.ts';
import type { SessionState } from '../../shared/session.ts';
import type { DriveColumns } from '../../shared/drive.ts';
import type { AlignmentEstimate } from '../../shared/estimate-alignment.ts';
import type { Problem } from '../../shared/problem.ts';
import { steeringFigures, usualLimits } from '../../shared/steering-figures.ts';
import type { DriveRunResult } from './drive-run.ts';
import { outputHealth, outputLimits } from './output-health.ts';
import { steeringDoubts } from './steering-doubts.ts';
import { hasDriveUnit, statedSteering } from './steering-reader.ts';
import { timeOffset } from './time-offset.ts';

/** A handful of frames may well be answered alike. */
const minFrames = 20;

/** What a run over many frames shows. */
export interface RunFindings {
  /** Null without recorded steering or without a single pair of numbers. */
  readonly metrics: SteeringFigures | null;
  /** How the recorded steering lies in time against the predicted one; null where that cannot be told. */
  readonly alignmentEstimate: AlignmentEstimate | null;
  /** Of single frames, then of the predictions as a whole. */
  readonly problems: readonly Problem[];
}

/** @param from the run's first frame. */
export function runFindings(
  state: SessionState,
  { timeSecs, steering }: Pick<DriveColumns, 'timeSecs' | 'steering'>,
  from: number,
  { predictedSteering, answered, problems }: Pick<DriveRunResult, 'predictedSteering' | 'answered' | 'problems'>,
): RunFindings {
  const series = {
    timeSecs: timeSecs?.subarray(from, from + predictedSteering.length) ?? null,
    recorded: steering?.subarray(from, from + predictedSteering.length) ?? null,
    predicted: predictedSteering,
  };
  const { recorded } = series;
  const meaning = state.drive?.steering;
  const metrics = meaning
    ? steeringFigures(series, meaning, usualLimits(meaning.unit), { firstFrame: from, sameUnit: hasDriveUnit(state) })
    : null;
  if (!state.model || !state.steering || answered.length < minFrames)
    return { metrics, alignmentEstimate: null, problems };
  const health = outputHealth(answered, outputLimits(state.model, statedSteering(state.steering)));
  // What is constant or no number has no scale, no sign and no time.
  if (health.length > 0) return { metrics, alignmentEstimate: null, problems: [...problems, ...health] };
  const doubts = steeringDoubts(state, recorded, predictedSteering, metrics);
  const offset = timeOffset(state, series);
  return { metrics, alignmentEstimate: offset.estimate, problems: [...problems, ...doubts, ...offset.problems] };
}
