import type { AnalysisClient } from '../analysis/analysis-client.ts';
import { haveSameWriting, networkOf, openRunWorkers, runDrive, runWorkerCount } from '../analysis/drive-run.ts';
import { refuseWithoutPrediction } from '../analysis/refuse-without-prediction.ts';
import { runFindings } from '../analysis/run-findings.ts';
import { opensBoth } from './analyze.ts';
import type { CheckpointFindings } from './checkpoints.ts';
import type { NetworkChoice } from './network-options.ts';

/** Opens one network after the other on a drive that stays open, and runs it over the whole of it. */
export class CheckpointRunner {
  readonly #client: AnalysisClient;
  readonly #choice: NetworkChoice;
  /** Without the drive. */
  #workers: readonly AnalysisClient[] = [];

  /** @param client with the drive open; it is disposed of with the runner. */
  constructor(client: AnalysisClient, choice: NetworkChoice) {
    this.#client = client;
    this.#choice = choice;
  }

  /** @throws SteerscopeError what keeps the network from opening, or from seeing this drive's frames. */
  async open(modelPath: string, signal: AbortSignal): Promise<void> {
    await this.#client.change({ ...this.#choice, modelPath }, { signal });
    opensBoth(this.#client.state);
  }

  /** @throws SteerscopeError when not one frame could be predicted, and what the engine fails with. */
  async run({
    signal,
    onProgress,
  }: {
    readonly signal: AbortSignal;
    readonly onProgress: (done: number) => void;
  }): Promise<Pick<CheckpointFindings, 'predicted' | 'metrics' | 'problems'>> {
    const client = this.#client;
    const to = client.state.drive?.frameCount ?? 0;
    await Promise.all(this.#workers.map((worker) => worker.change(networkOf(client), { signal })));
    const missing = runWorkerCount(to) - 1 - this.#workers.length;
    if (missing > 0) this.#workers = [...this.#workers, ...(await openRunWorkers(client, missing, { signal }))];
    // Training may have written the checkpoint anew since it was opened.
    const helpers = this.#workers.filter((worker) => haveSameWriting(client, worker));
    const run = { from: 0, to, saliency: false, onBatch: ({ done }: { done: number }) => onProgress(done) };
    const found = await runDrive(client, [client, ...helpers], run, { signal });
    refuseWithoutPrediction(found.predictedSteering, found.problems, client.state.model?.path ?? '');
    const { metrics, problems } = runFindings(client.state, await client.columns({ signal }), 0, found);
    return { predicted: found.predictedSteering.filter(Number.isFinite).length, metrics, problems };
  }

  async dispose(): Promise<void> {
    await Promise.all([this.#client, ...this.#workers].map((worker) => worker.dispose()));
  }
}
