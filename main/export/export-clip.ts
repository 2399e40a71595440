import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { startThread, threadPatienceMs } from '../analysis/start-thread.ts';
import type { ClipRequest, ExportOptions, RenderedClip } from './clip-request.ts';
import type { FromExportWorker } from './export-worker.ts';
import { startOutputFile } from './output-file.ts';

export interface ExportedClip extends RenderedClip {
  /** Absolute. */
  readonly path: string;
  readonly sizeBytes: number;
}

/**
 * Writes a clip in a worker thread of its own. The file appears at `outPath` when it is whole, in the place of what was
 * there; after a failure or a cancel nothing has changed.
 *
 * @throws SteerscopeError whatever keeps the drive or the network from opening, `bad-request` for another name than
 * `.mp4`, `no-such-frame`, `file-changed`, `output-not-writable`, `disk-full`, `cancelled`, `worker-failed`.
 */
export async function exportClip(request: ClipRequest, options: ExportOptions = {}): Promise<ExportedClip> {
  refuseAborted(options.signal);
  const output = await startOutputFile(request.outPath, '.mp4');
  try {
    refuseAborted(options.signal);
    const clip = await renderInWorker({ ...request, outPath: output.partialPath }, options);
    refuseAborted(options.signal);
    const sizeBytes = await output.publish();
    return { ...clip, path: output.path, sizeBytes };
  } catch (thrown) {
    throw namingTheClip(SteerscopeError.from(thrown), output);
  } finally {
    await output.discard();
  }
}

async function renderInWorker(request: ClipRequest, { signal, onProgress }: ExportOptions): Promise<RenderedClip> {
  const worker = startThread('./export-worker', import.meta.url, request);
  let patience: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    worker.postMessage('cancel');
    patience = setTimeout(() => void worker.terminate(), threadPatienceMs);
  };
  signal?.addEventListener('abort', cancel, { once: true });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  try {
    return await new Promise<RenderedClip>((resolve, reject) => {
      const died = (why: string): void =>
        reject(
          signal?.aborted
            ? cancelled()
            : new SteerscopeError('worker-failed', `The clip's thread died: ${why}`, 'Start the export again.'),
        );
      worker.on('message', (message: FromExportWorker) => {
        if (message.type === 'progress') onProgress?.(message.done, message.total);
        else if (message.type === 'finished') resolve(message.clip);
        else reject(SteerscopeError.fromWire(message.error));
      });
      worker.once('error', (error) => died(error.message));
      worker.once('exit', (code) => died(`it ended with code ${code}`));
    });
  } finally {
    // Only when the thread is gone is the file closed, and can be renamed or removed on every system.
    signal?.removeEventListener('abort', cancel);
    await ended;
    clearTimeout(patience);
  }
}

function refuseAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelled();
}

function cancelled(): SteerscopeError {
  return new SteerscopeError('cancelled', 'The export was cancelled.', 'Start it again when you want it.');
}

/** The user knows the clip by its own name, not by that of the unfinished file. */
function namingTheClip(error: SteerscopeError, { path, partialPath }: { path: string; partialPath: string }) {
  if (!error.message.includes(partialPath)) return error;
  return new SteerscopeError(error.code, error.message.replaceAll(partialPath, path), error.nextStep, { cause: error });
}
