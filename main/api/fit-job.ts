import { randomUUID } from 'node:crypto';
import type { FitInfo, FitRequest } from '../../shared/api.ts';
import type { SessionEvent } from '../../shared/session-event.ts';
import type { FitCandidate } from '../../shared/fit.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { AnalysisClient } from '../analysis/analysis-client.ts';
import { fitPreprocessing, type FitSource } from '../analysis/fit-preprocessing.ts';
import { SingleJob } from './single-job.ts';

type Progress = Extract<SessionEvent, { type: 'fit-progress' }>;
type Ended = Extract<SessionEvent, { type: 'fit-finished' | 'fit-failed' }>;

/** The search for the preprocessing of a session: one at a time, told as events. */
export class FitJob {
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
    return [this.#job.ended ?? this.#progress].filter((event) => event !== null);
  }

  /** Starts a search, in place of one that runs already. */
  async start({ frames }: FitRequest): Promise<FitInfo> {
    const { drivePath, mapping, modelPath, engine, device, preprocessing } = this.#client.asked;
    const { drive } = this.#client.state;
    if (drivePath === null || modelPath === null || !drive)
      throw new SteerscopeError(
        'bad-request',
        'The search for the preprocessing needs a drive and a network.',
        'Open both first.',
      );
    if (!drive.steering)
      throw new SteerscopeError(
        'bad-request',
        `The search compares with the recorded steering, and this drive has none: ${drive.path}`,
        'Open a drive with recorded steering that the network was trained for.',
      );
    const fitId = randomUUID();
    const source = { drivePath, mapping, modelPath, engine, device, preprocessing, frames };
    await this.#job.start((signal) => {
      this.#progress = null;
      return this.#search(fitId, source, signal);
    });
    return { fitId };
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

  async #search(fitId: string, source: FitSource, signal: AbortSignal): Promise<Ended> {
    const onProgress = (done: number, total: number, best: readonly FitCandidate[]): void => {
      if (signal.aborted) return;
      this.#progress = { type: 'fit-progress', fitId, done, total, best };
      this.#publish(this.#progress);
    };
    try {
      return { type: 'fit-finished', fitId, result: await fitPreprocessing(source, { signal, onProgress }) };
    } catch (thrown) {
      const error = SteerscopeError.from(thrown);
      if (error.code === 'cancelled') return { type: 'fit-finished', fitId, result: null };
      return { type: 'fit-failed', fitId, error: error.toWire() };
    }
  }
}
