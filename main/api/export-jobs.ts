import { randomUUID } from 'node:crypto';
import { isAbsolute } from 'node:path';
import type { ExportRequest } from '../../shared/api.ts';
import type { SessionEvent } from '../../shared/session-event.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { AnalysisClient } from '../analysis/analysis-client.ts';
import { exportClip } from '../export/export-clip.ts';

const progressIntervalMs = 100;

interface ExportJob {
  readonly cancel: AbortController;
  readonly outPath: string;
  /** The last thing told of it. */
  last: SessionEvent | null;
  ended: Promise<void>;
}

/** The clips that a session writes; several at a time, told as events. */
export class ExportJobs {
  readonly #client: AnalysisClient;
  readonly #publish: (event: SessionEvent) => void;
  readonly #jobs = new Map<string, ExportJob>();

  constructor(client: AnalysisClient, publish: (event: SessionEvent) => void) {
    this.#client = client;
    this.#publish = publish;
  }

  /** The events that tell a late listener how things stand. */
  present(): readonly SessionEvent[] {
    return [...this.#jobs.values()].flatMap(({ last }) => last ?? []);
  }

  /** Starts a clip. @returns its id. */
  start(request: ExportRequest): string {
    const { drivePath, mapping, modelPath } = this.#client.asked;
    const { drive, engine, preprocessing, pooling, method, networkVersion } = this.#client.state;
    if (drivePath === null || modelPath === null || !drive || !engine || !preprocessing)
      throw new SteerscopeError('bad-request', 'A clip needs a drive and a network.', 'Open both first.');
    refuseBadRange(request, drive.frameCount);
    const { from, to, outPath, maskStyle, pathSketch } = request;
    const { name, deviceKind: device } = engine;
    const network = { modelPath, networkStamp: networkVersion?.stamp, preprocessing, engine: name, device };
    const source = { drivePath, mapping, ...network, pooling, method };
    const clip = { ...source, from, to, outPath, maskStyle, pathSketch };
    const exportId = randomUUID();
    const job: ExportJob = { cancel: new AbortController(), outPath, last: null, ended: Promise.resolve() };
    this.#jobs.set(exportId, job);
    const onProgress = this.#progressTeller(exportId, job);
    job.ended = exportClip(clip, { signal: job.cancel.signal, onProgress }).then(
      ({ path, sizeBytes }) => this.#tell(job, { type: 'export-finished', exportId, path, sizeBytes }),
      (thrown: unknown) => {
        const error = SteerscopeError.from(thrown).toWire();
        this.#tell(job, { type: 'export-failed', exportId, error });
      },
    );
    return exportId;
  }

  /** @returns whether it still ran. @throws SteerscopeError `not-found`. */
  async cancel(exportId: string): Promise<boolean> {
    const job = this.#find(exportId);
    const ran = job.last?.type !== 'export-finished' && job.last?.type !== 'export-failed';
    job.cancel.abort();
    await job.ended;
    return ran;
  }

  async cancelAll(): Promise<void> {
    await Promise.all([...this.#jobs.keys()].map((exportId) => this.cancel(exportId)));
  }

  /** Path of a finished clip. @throws SteerscopeError `not-found` when there is none (yet). */
  finishedPath(exportId: string): string {
    const job = this.#find(exportId);
    if (job.last?.type === 'export-finished') return job.last.path;
    throw new SteerscopeError('not-found', 'This clip is not finished.', 'Wait until it is, or start it again.');
  }

  #find(exportId: string): ExportJob {
    const job = this.#jobs.get(exportId);
    if (job) return job;
    throw new SteerscopeError('not-found', `There is no export ${exportId}.`, 'Start it again.');
  }

  #tell(job: ExportJob, event: SessionEvent): void {
    job.last = event;
    this.#publish(event);
  }

  #progressTeller(exportId: string, job: ExportJob): (done: number, total: number) => void {
    const start = performance.now();
    let toldAt = -Infinity;
    return (done, total) => {
      const now = performance.now();
      if (done < total && now - toldAt < progressIntervalMs) return;
      toldAt = now;
      const framesPerSec = (1000 * done) / Math.max(now - start, 1);
      this.#tell(job, { type: 'export-progress', exportId, done, total, framesPerSec });
    };
  }
}

function refuseBadRange({ from, to, outPath }: ExportRequest, frameCount: number): void {
  if (from >= to || to > frameCount)
    throw new SteerscopeError(
      'bad-request',
      `Frames ${from} to ${to} are not a part of the drive, which has ${frameCount} frames.`,
      'Choose frames of the drive, the first before the last.',
    );
  if (!isAbsolute(outPath))
    throw new SteerscopeError('bad-request', `The clip needs a full path: ${outPath}`, 'Give the path from the root.');
}
