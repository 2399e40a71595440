import { combineAlignments } from '../../shared/align-series.ts';
import type { SessionState } from '../../shared/session.ts';
import { estimateAlignment, type AlignmentEstimate } from '../../shared/estimate-alignment.ts';
import type { Problem } from '../../shared/problem.ts';
import { usualStepSecs } from '../../shared/time-breaks.ts';

/** An alignment that raises the correlation by less is not worth a word. */
const noticeable = 0.02;

/** Series of the same frames; NaN where missing. */
interface RunSeries {
  readonly timeSecs: Float64Array | null;
  readonly recorded: Float64Array | null;
  readonly predicted: Float64Array;
}

/** Whether the recorded steering seems to run off the predicted one, beyond what the mapping in use says. */
export function timeOffset(
  { drive }: Pick<SessionState, 'drive'>,
  { timeSecs, recorded, predicted }: RunSeries,
): { readonly estimate: AlignmentEstimate | null; readonly problems: readonly Problem[] } {
  const estimate = timeSecs && recorded && estimateAlignment(timeSecs, recorded, predicted);
  if (!estimate) return { estimate: null, problems: [] };
  const { offsetSecs, driftPpm, correlation, correlationNow } = estimate;
  const driftSecs = (driftPpm / 1e6) * (drive?.timeSpanSecs ?? 0);
  const isBeyondFrame = Math.max(Math.abs(offsetSecs), Math.abs(driftSecs)) > usualStepSecs(timeSecs);
  if (!isBeyondFrame || correlation - correlationNow < noticeable) return { estimate, problems: [] };
  const inUse = drive?.mapping?.mapping?.alignment;
  const total = inUse ? combineAlignments(inUse, estimate) : estimate;
  const said = JSON.stringify({
    offsetSecs: Number(total.offsetSecs.toFixed(3)),
    ...(Math.round(total.driftPpm) === 0 ? {} : { driftPpm: Math.round(total.driftPpm) }),
  });
  const [first, second] = offsetSecs > 0 ? ['recorded', 'predicted'] : ['predicted', 'recorded'];
  const drift = driftPpm === 0 ? '' : `, and the two drift apart by ${Math.round(driftPpm)} ppm`;
  const message =
    `The ${first} steering follows the ${second} ${Math.abs(offsetSecs).toFixed(2)} s late${drift}: so aligned, they agree by ` +
    `r = ${correlation.toFixed(2)} instead of ${correlationNow.toFixed(2)}. If camera and log kept different times, say so in the ` +
    `drive's mapping: "alignment": ${said}. A driver or a network that reacts late looks the same.`;
  return { estimate, problems: [{ severity: 'warning', code: 'time-offset', message, place: null, frame: null }] };
}
