import type { Worker } from 'node:worker_threads';
import type { SessionState } from '../../shared/session.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { DriveChange } from './analysis-session.ts';
import { cancellation } from './refuse-cancelled.ts';
import type { CallName, FromWorker, ToWorker, WorkerCalls } from './messages.ts';
import { startThread, threadPatienceMs } from './start-thread.ts';

export const sessionClosed = (): SteerscopeError =>
  new SteerscopeError('cancelled', 'The session was closed.', 'Open it again when you want it.');

interface PendingCall {
  readonly resolve: (result: never) => void;
  readonly reject: (error: SteerscopeError) => void;
}

export const startWorker = (): Worker => startThread('./analysis-worker', import.meta.url);

/** One that gives way to those that a user waits for. */
export const startBackgroundWorker = (): Worker =>
  startThread('./analysis-worker', import.meta.url, { inBackground: true });

/** One worker thread and the calls that wait for it. Once `failed`, it is of no more use. */
export class WorkerThread {
  readonly #worker: Worker;
  readonly #onDriveChanged: (change: DriveChange) => void;
  readonly #onNetworkChanged: (state: SessionState) => void;
  readonly #ended: Promise<void>;
  readonly #pending = new Map<number, PendingCall>();
  #nextId = 0;
  #failure: SteerscopeError | null = null;

  /** @param onDriveChanged and `onNetworkChanged`: told of what happens by itself. */
  constructor(
    worker: Worker,
    onDriveChanged: (change: DriveChange) => void = () => undefined,
    onNetworkChanged: (state: SessionState) => void = () => undefined,
  ) {
    this.#worker = worker;
    this.#onDriveChanged = onDriveChanged;
    this.#onNetworkChanged = onNetworkChanged;
    this.#worker.on('message', (message: FromWorker) => this.#settle(message));
    this.#worker.on('messageerror', (error) => this.#fail(error));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#ended = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        this.#fail(new Error(`it ended with code ${code}`));
        resolve();
      });
    });
  }

  get failed(): boolean {
    return this.#failure !== null;
  }

  /**
   * @param onAbort what an abort of `signal` does: the call is `cancelled` at once, whatever the thread still does of it,
   * or the thread is told and its answer awaited, since it may have been too late to stop.
   * @throws SteerscopeError what the call failed with; `cancelled`; `worker-failed`.
   */
  call<Name extends CallName>(
    name: Name,
    argument: WorkerCalls[Name]['in'],
    signal?: AbortSignal,
    onAbort: 'leave' | 'await' = 'leave',
  ): Promise<WorkerCalls[Name]['out']> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (signal?.aborted) return Promise.reject(cancellation(signal));
    const id = this.#nextId++;
    return new Promise<WorkerCalls[Name]['out']>((resolve, reject) => {
      const cancel = (): void => {
        this.#post({ type: 'cancel', id });
        if (onAbort === 'await') return;
        this.#pending.delete(id);
        reject(cancellation(signal));
      };
      const stopListening = (): void => signal?.removeEventListener('abort', cancel);
      this.#pending.set(id, {
        resolve: (result) => {
          stopListening();
          resolve(result);
        },
        reject: (error) => {
          stopListening();
          reject(error);
        },
      });
      signal?.addEventListener('abort', cancel, { once: true });
      // Name and argument belong together by this method's signature, which the union cannot see.
      this.#post({ type: 'call', id, name, argument } as ToWorker);
    });
  }

  /**
   * Cancels what waits, and lets the thread end by itself as soon as it has nothing in hand: ended from outside amid a
   * run of onnxruntime, it takes the whole process with it.
   */
  async close(): Promise<void> {
    if (!this.#failure) {
      this.#failure = sessionClosed();
      for (const id of this.#pending.keys()) this.#post({ type: 'cancel', id });
      this.#rejectAll(this.#failure);
      this.#post({ type: 'call', id: this.#nextId++, name: 'dispose', argument: null });
    }
    const patience = setTimeout(() => void this.#worker.terminate(), threadPatienceMs);
    await this.#ended;
    clearTimeout(patience);
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #settle(message: FromWorker): void {
    if (message.type === 'drive-changed') return this.#onDriveChanged(message.change);
    if (message.type === 'network-changed') return this.#onNetworkChanged(message.state);
    const call = this.#pending.get(message.id);
    if (!call) return; // Cancelled meanwhile.
    this.#pending.delete(message.id);
    if (message.type === 'result') call.resolve(message.result as never);
    else call.reject(SteerscopeError.fromWire(message.error));
  }

  #fail(cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause);
    this.#failure ??= new SteerscopeError(
      'worker-failed',
      `The analysis thread stopped: ${reason}.`,
      'Try again: a new thread starts by itself. If it stops again at the same place, please report it.',
      { cause },
    );
    this.#rejectAll(this.#failure);
    // Of no more use, though perhaps still alive (a message that cannot be read).
    void this.#worker.terminate();
  }

  #rejectAll(error: SteerscopeError): void {
    const calls = [...this.#pending.values()];
    this.#pending.clear();
    for (const call of calls) call.reject(error);
  }
}
