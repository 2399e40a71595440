import type { SessionEvent } from '../../shared/session-event.ts';
import type { DriveRunBatch } from '../analysis/drive-run.ts';
import type { RecordedPart, RunRecord } from './run-record.ts';
import type { Work } from './single-job.ts';

/** Progress is told this often: fast enough to look alive, rare enough to cost nothing. */
const progressIntervalMs = 100;

/** How far a run is. */
type Progress = Pick<DriveRunBatch, 'done' | 'total' | 'framesPerSec'>;

/**
 * Gathers the batches of a run in its record and tells them at intervals; the last one at once.
 * @param eventOf tells how far the run is and some of what it found.
 */
export function tellBatches(
  { publish, keep }: Work,
  record: RunRecord,
  eventOf: (progress: Progress, found: RecordedPart) => SessionEvent,
): (batch: DriveRunBatch) => void {
  let told = record.end;
  let toldAtMs = performance.now();
  return ({ analyses, done, total, framesPerSec }) => {
    record.add(analyses);
    const progress = { done, total, framesPerSec };
    keep(() => eventOf(progress, record.since()));
    if (done < total && performance.now() - toldAtMs < progressIntervalMs) return;
    publish(eventOf(progress, record.since(told)));
    told = record.end;
    toldAtMs = performance.now();
  };
}
