import { randomUUID } from 'node:crypto';
import type { LabInfo } from '../../shared/api.ts';
import type { LabRequest } from '../../shared/lab.ts';
import type { LabResult } from '../../shared/lab-findings.ts';
import type { SessionEvent } from '../../shared/session-event.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { AnalysisClient } from '../analysis/analysis-client.ts';
import { planLab, type LabPlan } from '../lab/plan-lab.ts';
import { runLab, type LabSoFar } from '../lab/run-lab.ts';
import type { SingleJob, Work } from './single-job.ts';

/** Curves are told this often while they grow: each time over all frames so far. */
const progressIntervalMs = 500;

/**
 * Starts an experiment of a session, in place of one that runs already; it is told as events.
 * @throws SteerscopeError `bad-request`.
 */
export async function startLab(client: AnalysisClient, job: SingleJob, request: LabRequest): Promise<LabInfo> {
  const plan = planLab(request, client.state);
  const labId = randomUUID();
  await job.start((work) => experiment(labId, client, plan, work));
  return { labId, total: plan.frames.length };
}

async function experiment(
  labId: string,
  client: AnalysisClient,
  plan: LabPlan,
  { signal, publish, keep }: Work,
): Promise<SessionEvent> {
  let found: LabSoFar | null = null;
  let toldAtMs = performance.now();
  const onProgress = (done: number, total: number, soFar: LabSoFar): void => {
    if (signal.aborted) return;
    found = soFar;
    const progress = (): SessionEvent => ({ type: 'lab-progress', labId, done, total, result: soFar.result(false) });
    keep(progress);
    if (performance.now() - toldAtMs < progressIntervalMs) return;
    publish(progress());
    toldAtMs = performance.now();
  };
  try {
    const result = await runLab(client, plan, { signal, onProgress });
    return { type: 'lab-finished', labId, cancelled: false, result };
  } catch (thrown) {
    const error = SteerscopeError.from(thrown);
    if (error.code !== 'cancelled') return { type: 'lab-failed', labId, error: error.toWire() };
    return { type: 'lab-finished', labId, cancelled: true, result: soFarOf(found, plan) };
  } finally {
    // How it ended says all.
    keep(null);
  }
}

const soFarOf = (found: LabSoFar | null, { request, unit }: LabPlan): LabResult =>
  found?.result(true) ?? { request, unit, frameCount: 0, summary: null, findings: [], problems: [] };
