import type { SteeringMetrics } from '../../shared/analysis.ts';
import type { SessionState } from '../../shared/api.ts';
import type { DriveColumns } from '../../shared/drive.ts';
import type { Problem } from '../../shared/problem.ts';
import type { DriveRunResult } from './drive-run.ts';
import { steeringMetrics } from './metrics.ts';
import { outputHealth, outputLimits } from './output-health.ts';
import { steeringDoubts } from './steering-doubts.ts';
import { hasDriveUnit, statedSteering } from './steering-reader.ts';

/** A handful of frames may well be answered alike. */
const minFrames = 20;

/** What a run over many frames shows. */
export interface RunFindings {
  /** Null without recorded steering or without a single pair of numbers. */
  readonly metrics: SteeringMetrics | null;
  /** Of single frames, then of the predictions as a whole. */
  readonly problems: readonly Problem[];
}

/** @param from the run's first frame. */
export function runFindings(
  state: SessionState,
  { steering }: Pick<DriveColumns, 'steering'>,
  from: number,
  { predictedSteering, answered, problems }: Pick<DriveRunResult, 'predictedSteering' | 'answered' | 'problems'>,
): RunFindings {
  const recorded = steering?.subarray(from, from + predictedSteering.length) ?? null;
  const metrics = steeringMetrics(recorded, predictedSteering, hasDriveUnit(state));
  if (!state.model || !state.steering || answered.length < minFrames) return { metrics, problems };
  const health = outputHealth(answered, outputLimits(state.model, statedSteering(state.steering)));
  // What is constant or no number has no scale and no sign.
  const doubts = health.length === 0 ? steeringDoubts(state, recorded, predictedSteering, metrics) : [];
  return { metrics, problems: [...problems, ...health, ...doubts] };
}
