import type { ExportRequest } from '../../shared/api.ts';
import type { SessionEvent } from '../../shared/session-event.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { ApiClient } from '../api.ts';
import { OwnEvents } from './own-events.ts';

export type ExportState =
  | { readonly phase: 'idle' }
  | {
      readonly phase: 'running';
      readonly exportId: string;
      readonly done: number;
      readonly total: number;
      readonly framesPerSec: number;
    }
  | { readonly phase: 'finished'; readonly exportId: string; readonly path: string; readonly sizeBytes: number }
  | { readonly phase: 'failed'; readonly error: SteerscopeError };

export type ExportEvent = Extract<SessionEvent, { exportId: string }>;

/** One clip at a time: asked for, under way, written or failed. */
export class ExportJob {
  state = $state.raw<ExportState>({ phase: 'idle' });
  readonly running = $derived(this.state.phase === 'running');
  readonly #api: ApiClient;
  #events: OwnEvents<ExportEvent> | null = null;
  #session = '';

  constructor(api: ApiClient) {
    this.#api = api;
  }

  async start(session: string, request: ExportRequest): Promise<void> {
    const events = (this.#events = new OwnEvents<ExportEvent>());
    this.#session = session;
    this.state = { phase: 'running', exportId: '', done: 0, total: request.to - request.from, framesPerSec: 0 };
    try {
      const { exportId } = await this.#api.startExport(session, request);
      const early = events.own(exportId);
      if (events !== this.#events) return await this.#api.cancelExport(session, exportId);
      if (this.state.phase === 'running') this.state = { ...this.state, exportId };
      for (const event of early) this.#apply(event);
    } catch (thrown) {
      if (events === this.#events) this.state = { phase: 'failed', error: SteerscopeError.from(thrown) };
    }
  }

  async cancel(): Promise<void> {
    if (this.state.phase !== 'running') return;
    const { exportId } = this.state;
    this.#events = null;
    this.state = { phase: 'idle' };
    if (exportId) await this.#api.cancelExport(this.#session, exportId).catch(() => undefined);
  }

  /** The session that wrote the clip is gone, and the clip with it. */
  lost(): void {
    if (!this.running) return;
    this.#events = null;
    const error = new SteerscopeError(
      'internal',
      'The clip was not finished: the connection to Steerscope was lost.',
      'Write it again.',
    );
    this.state = { phase: 'failed', error };
  }

  /** Back to an empty form; a running clip is left alone. */
  clear(): void {
    if (!this.running) this.state = { phase: 'idle' };
  }

  fileUrl(exportId: string): string {
    return this.#api.exportFileUrl(this.#session, exportId);
  }

  take(event: ExportEvent): void {
    if (this.#events?.takes(event.exportId, event)) this.#apply(event);
  }

  #apply(event: ExportEvent): void {
    const { exportId } = event;
    if (event.type === 'export-progress') {
      const { done, total, framesPerSec } = event;
      this.state = { phase: 'running', exportId, done, total, framesPerSec };
    } else if (event.type === 'export-finished')
      this.state = { phase: 'finished', exportId, path: event.path, sizeBytes: event.sizeBytes };
    else this.state = { phase: 'failed', error: SteerscopeError.fromWire(event.error) };
  }
}
