import { randomUUID } from 'node:crypto';
import type { FitInfo, FitRequest, SessionEvent } from '../../shared/api.ts';
import type { FitCandidate } from '../../shared/fit.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { AnalysisClient } from '../analysis/analysis-client.ts';
import { fitPreprocessing, type FitSource } from '../analysis/fit-preprocessing.ts';

type Progress = Extract<SessionEvent, { type: 'fit-progress' }>;
type Ended = Extract<SessionEvent, { type: 'fit-finished' | 'fit-failed' }>;

/** The search for the preprocessing of a session: one at a time, told as events. */
export class FitJob {
  readonly #client: AnalysisClient;
  readonly #publish: (event: SessionEvent) => void;
  #running: { readonly cancel: AbortController; readonly ended: Promise<void> } | null = null;
  #progress: Progress | null = null;
  #ended: Ended | null = null;

  constructor(client: AnalysisClient, publish: (event: SessionEvent) => void) {
    this.#client = client;
    this.#publish = publish;
  }

  /** The events that tell a late listener how things stand. */
  present(): readonly SessionEvent[] {
    return [this.#ended ?? this.#progress].filter((event) => event !== null);
  }

  /** Starts a search, in place of one that runs already. */
  async start({ frames }: FitRequest): Promise<FitInfo> {
    const { drivePath, modelPath, engine, device, preprocessing } = this.#client.asked;
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
    while (this.#running) await this.cancel();
    this.#forget();
    const cancel = new AbortController();
    const fitId = randomUUID();
    const source = { drivePath, modelPath, engine, device, preprocessing, frames };
    const ended = this.#search(fitId, source, cancel.signal).then((event) => {
      this.#running = null;
      this.#ended = event;
      this.#publish(event);
    });
    this.#running = { cancel, ended };
    return { fitId };
  }

  /** @returns whether anything ran. */
  async cancel(): Promise<boolean> {
    const running = this.#running;
    running?.cancel.abort();
    await running?.ended;
    return running !== null;
  }

  /** What was found belongs to another drive or network. */
  async reset(): Promise<void> {
    await this.cancel();
    this.#forget();
  }

  #forget(): void {
    this.#progress = null;
    this.#ended = null;
  }

  async #search(fitId: string, source: FitSource, signal: AbortSignal): Promise<Ended> {
    const onProgress = (done: number, total: number, best: readonly FitCandidate[]): void => {
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
