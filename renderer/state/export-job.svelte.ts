import type { ExportRequest, SessionEvent } from '../../shared/api.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { ApiClient } from '../api.ts';

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

/** One clip at a time: asked for, under way, written or failed. */
export class ExportJob {
  state = $state.raw<ExportState>({ phase: 'idle' });
  readonly running = $derived(this.state.phase === 'running');
  readonly #api: ApiClient;
  #session = '';
  #cancelled = false;

  constructor(api: ApiClient) {
    this.#api = api;
  }

  async start(session: string, request: ExportRequest): Promise<void> {
    this.#session = session;
    this.#cancelled = false;
    this.state = { phase: 'running', exportId: '', done: 0, total: request.to - request.from, framesPerSec: 0 };
    try {
      const { exportId } = await this.#api.startExport(session, request);
      if (this.state.phase === 'running') this.state = { ...this.state, exportId };
      if (this.#cancelled) await this.#api.cancelExport(session, exportId);
    } catch (thrown) {
      this.state = { phase: 'failed', error: SteerscopeError.from(thrown) };
    }
  }

  async cancel(): Promise<void> {
    if (this.state.phase !== 'running') return;
    const { exportId } = this.state;
    this.#cancelled = true;
    this.state = { phase: 'idle' };
    if (exportId) await this.#api.cancelExport(this.#session, exportId).catch(() => undefined);
  }

  /** Back to an empty form; a running clip is left alone. */
  clear(): void {
    if (!this.running) this.state = { phase: 'idle' };
  }

  fileUrl(exportId: string): string {
    return this.#api.exportFileUrl(this.#session, exportId);
  }

  take(event: SessionEvent): void {
    if (this.state.phase !== 'running' || !('exportId' in event)) return;
    // A clip may report before the reply with its id has arrived.
    if (this.state.exportId && event.exportId !== this.state.exportId) return;
    const { exportId } = event;
    if (event.type === 'export-progress')
      this.state = {
        phase: 'running',
        exportId,
        done: event.done,
        total: event.total,
        framesPerSec: event.framesPerSec,
      };
    else if (event.type === 'export-finished')
      this.state = { phase: 'finished', exportId, path: event.path, sizeBytes: event.sizeBytes };
    else this.state = { phase: 'failed', error: SteerscopeError.fromWire(event.error) };
  }
}
