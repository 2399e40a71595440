import { SteerscopeError } from '../../shared/steerscope-error.ts';

/** @throws SteerscopeError `cancelled` when the signal has aborted; a step of a long work calls it before it begins. */
export function refuseCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancellation(signal);
}

/** Why an aborted signal's work failed: whatever its reason, for the caller it was cancelled. */
export function cancellation(signal: AbortSignal | undefined): SteerscopeError {
  return new SteerscopeError('cancelled', 'Cancelled.', 'Start it again when you want it.', { cause: signal?.reason });
}
