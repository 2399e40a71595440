import type { SaveMappingRequest } from '../../shared/api.ts';
import type { SessionEvent } from '../../shared/session-event.ts';
import type { SessionInfo, SessionRequest } from '../../shared/session.ts';
import type { AnalysisClient } from '../analysis/analysis-client.ts';
import { AnalysisJob } from './analysis-job.ts';
import { EventHub } from './event-hub.ts';
import { ExportJobs } from './export-jobs.ts';
import { SingleJob } from './single-job.ts';

/** A session as the API holds it: the worker thread's client, its run, its exports and its events. */
export class OpenSession {
  readonly id: string;
  readonly client: AnalysisClient;
  readonly events: EventHub;
  readonly run: AnalysisJob;
  readonly exports: ExportJobs;
  readonly fit: SingleJob;
  readonly lab: SingleJob;
  readonly whatIf: SingleJob;
  readonly #closing = new AbortController();
  /** Since a drive was asked for last there came more of it: whether the frames of then are the first ones now. */
  #sameFrames: boolean | null = null;
  /** Which writing of the network runs and searches are of. */
  #networkNumber: number | null = null;
  /** Since a network was asked for last it has changed by itself. */
  #networkIsOther = false;

  constructor(id: string, client: AnalysisClient) {
    this.id = id;
    this.client = client;
    this.events = new EventHub(() => [
      ...this.#driveChange(),
      ...this.#networkChange(),
      ...this.#jobs.flatMap((job) => job.present()),
      ...this.exports.present(),
    ]);
    const publish = (event: SessionEvent): void => this.events.publish(event);
    this.run = new AnalysisJob(client, publish);
    this.fit = new SingleJob(publish);
    this.lab = new SingleJob(publish);
    this.whatIf = new SingleJob(publish);
    this.exports = new ExportJobs(client, publish);
    client.onDriveChanged = ({ sameFrames }) => this.#driveChanged(sameFrames);
    client.onNetworkChanged = () => this.#networkChanged();
  }

  get info(): SessionInfo {
    return { id: this.id, ...this.client.state };
  }

  /** Aborts when the session closes. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Opens what is asked for; what a run, a search or an experiment found belongs to what it was started on. */
  async change(request: SessionRequest, signal: AbortSignal): Promise<SessionInfo> {
    const { drivePath, mapping, modelPath } = request;
    await this.client.change(request, { signal });
    if (drivePath !== undefined || mapping !== undefined) this.#sameFrames = null;
    if (modelPath !== undefined) this.#networkIsOther = false;
    this.#networkNumber = this.client.state.networkVersion?.number ?? null;
    if (drivePath !== undefined || mapping !== undefined || modelPath !== undefined) this.fit.forget();
    if (changesRun(request)) this.#forgetRuns();
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

  get #jobs(): readonly SingleJob[] {
    return [this.run.job, this.fit, this.lab, this.whatIf];
  }

  #forgetRuns(): void {
    this.run.forget();
    this.lab.forget();
    this.whatIf.forget();
  }

  #driveChange(): SessionEvent[] {
    return this.#sameFrames === null ? [] : [{ type: 'drive-changed', info: this.info, sameFrames: this.#sameFrames }];
  }

  /** What a run found goes on to hold for the frames that stay. */
  #driveChanged(sameFrames: boolean): void {
    this.#sameFrames = sameFrames && this.#sameFrames !== false;
    if (!sameFrames) {
      this.fit.forget();
      this.#forgetRuns();
    }
    this.events.publish({ type: 'drive-changed', info: this.info, sameFrames });
  }

  #networkChange(): SessionEvent[] {
    return this.#networkIsOther ? [{ type: 'network-changed', info: this.info }] : [];
  }

  #networkChanged(): void {
    this.#networkIsOther = true;
    const number = this.client.state.networkVersion?.number ?? null;
    if (number !== this.#networkNumber) {
      this.fit.forget();
      this.#forgetRuns();
    }
    this.#networkNumber = number;
    this.events.publish({ type: 'network-changed', info: this.info });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#jobs.map((job) => job.cancel()), this.exports.cancelAll()]);
    await this.client.dispose();
  }
}

/** Who follows a drive or a network keeps what was found so far, and no method but VisualBackProp makes figures of a run. */
const changesRun = ({ watch: _watch, followNetwork: _follow, method: _method, ...others }: SessionRequest): boolean =>
  Object.values(others).some((value) => value !== undefined);
