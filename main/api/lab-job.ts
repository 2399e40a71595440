import { randomUUID } from 'node:crypto';
import type { LabInfo } from '../../shared/api.ts';
import type { SessionEvent } from '../../shared/session-event.ts';
import type { LabRequest } from '../../shared/lab.ts';
import type { LabResult } from '../../shared/lab-findings.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { AnalysisClient } from '../analysis/analysis-client.ts';
import { planLab, type LabPlan } from '../lab/plan-lab.ts';
import { runLab, type LabSoFar } from '../lab/run-lab.ts';
import { SingleJob } from './single-job.ts';

/** Curves are told this often while they grow: each time over all frames so far. */
const progressIntervalMs = 500;

interface Progress {
  readonly labId: string;
  readonly done: number;
  readonly total: number;
  readonly soFar: LabSoFar;
}
type Ended = Extract<SessionEvent, { type: 'lab-finished' | 'lab-failed' }>;

/** The experiment of a session: one at a time, told as events. */
export class LabJob {
  readonly #client: AnalysisClient;
  readonly #publish: (event: SessionEvent) => void;
  readonly #job: SingleJob<Ended>;
  #progress: Progress | null = null;

  constructor(client: AnalysisClient, publish: (event: SessionEvent) => void) {
    this.#client = client;
    this.#publish = publish;
    this.#job = new SingleJob(publish);
  }

  /** The events that tell a late listener how things stand. */
  present(): readonly SessionEvent[] {
    if (this.#job.ended) return [this.#job.ended];
    return this.#progress ? [progressEvent(this.#progress)] : [];
  }

  /** Starts an experiment, in place of one that runs already. @throws SteerscopeError `bad-request`. */
  async start(request: LabRequest): Promise<LabInfo> {
    const plan = planLab(request, this.#client.state);
    const labId = randomUUID();
    await this.#job.start((signal) => {
      this.#progress = null;
      return this.#run(labId, plan, signal);
    });
    return { labId, total: plan.frames.length };
  }

  /** @returns whether anything ran. */
  cancel(): Promise<boolean> {
    return this.#job.cancel();
  }

  /** What was found belongs to another drive or network. */
  reset(): void {
    this.#progress = null;
    this.#job.forget();
  }

  async #run(labId: string, plan: LabPlan, signal: AbortSignal): Promise<Ended> {
    let found: LabSoFar | null = null;
    let toldAt = performance.now();
    const onProgress = (done: number, total: number, soFar: LabSoFar): void => {
      if (signal.aborted) return;
      found = soFar;
      this.#progress = { labId, done, total, soFar };
      if (performance.now() - toldAt < progressIntervalMs) return;
      this.#publish(progressEvent(this.#progress));
      toldAt = performance.now();
    };
    try {
      const result = await runLab(this.#client, plan, { signal, onProgress });
      return { type: 'lab-finished', labId, cancelled: false, result };
    } catch (thrown) {
      const error = SteerscopeError.from(thrown);
      if (error.code !== 'cancelled') return { type: 'lab-failed', labId, error: error.toWire() };
      return { type: 'lab-finished', labId, cancelled: true, result: soFarOf(found, plan) };
    }
  }
}

const progressEvent = ({ labId, done, total, soFar }: Progress): SessionEvent => {
  return { type: 'lab-progress', labId, done, total, result: soFar.result(false) };
};

const soFarOf = (found: LabSoFar | null, { request, unit }: LabPlan): LabResult =>
  found?.result(true) ?? { request, unit, frameCount: 0, summary: null, findings: [], problems: [] };
