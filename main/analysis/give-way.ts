import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { basename } from 'node:path';

/**
 * Lets this thread, and those that it starts, give way to all others: whoever looks at a frame does not wait for a run over
 * the whole drive. On Linux only, where each thread has a priority of its own; elsewhere Node cannot tell them apart.
 */
export function giveWay(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), constants.priority.PRIORITY_LOW);
  } catch {
    // Not allowed here: then all threads are alike.
  }
}
