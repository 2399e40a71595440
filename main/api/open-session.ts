import type { SaveMappingRequest, SessionInfo, SessionRequest } from '../../shared/api.ts';
import type { AnalysisClient } from '../analysis/analysis-client.ts';
import { AnalysisJob } from './analysis-job.ts';
import { EventHub } from './event-hub.ts';
import { ExportJobs } from './export-jobs.ts';
import { FitJob } from './fit-job.ts';

/** A session as the API holds it: the worker thread's client, its run, its exports and its events. */
export class OpenSession {
  readonly id: string;
  readonly client: AnalysisClient;
  readonly events: EventHub;
  readonly run: AnalysisJob;
  readonly exports: ExportJobs;
  readonly fit: FitJob;
  readonly #closing = new AbortController();

  constructor(id: string, client: AnalysisClient) {
    this.id = id;
    this.client = client;
    this.events = new EventHub(() => [...this.run.present(), ...this.fit.present(), ...this.exports.present()]);
    this.run = new AnalysisJob(client, (event) => this.events.publish(event));
    this.fit = new FitJob(client, (event) => this.events.publish(event));
    this.exports = new ExportJobs(client, (event) => this.events.publish(event));
  }

  get info(): SessionInfo {
    return { id: this.id, ...this.client.state };
  }

  /** Aborts when the session closes. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Opens what is asked for; what a run or a search found belongs to what it was started on. */
  async change(request: SessionRequest, signal: AbortSignal): Promise<SessionInfo> {
    const { drivePath, mapping, modelPath } = request;
    await this.client.change(request, { signal });
    if (drivePath !== undefined || mapping !== undefined || modelPath !== undefined) this.fit.reset();
    if (changesPredictions(request)) this.run.reset();
    return this.info;
  }

  async savePreprocessing(overwrite: boolean): Promise<SessionInfo> {
    await this.client.savePreprocessing(overwrite);
    return this.info;
  }

  async saveMapping(request: SaveMappingRequest): Promise<SessionInfo> {
    await this.client.saveMapping(request);
    return this.info;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([this.run.cancel(), this.fit.cancel(), this.exports.cancelAll()]);
    await this.client.dispose();
  }
}

/** How pooling is read changes masks only. */
const changesPredictions = ({ pooling: _, ...others }: SessionRequest): boolean =>
  Object.values(others).some((value) => value !== undefined);
