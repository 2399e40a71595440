import { open as openFile, readFile } from 'node:fs/promises';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { noteRead } from '../containers/file-stamps.ts';

/** Several times the largest network that steers a car; more would not fit into memory twice. */
export const largestNetworkBytes = 512 * 2 ** 20;

/**
 * All bytes of a network's file.
 * @throws SteerscopeError `not-readable`; `unsupported-network` beyond 512 MiB.
 */
export async function readNetworkFile(path: string): Promise<Uint8Array> {
  noteRead(path);
  try {
    const file = await openFile(path);
    try {
      const { size } = await file.stat();
      if (size <= largestNetworkBytes) return await readFile(file);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new SteerscopeError(
      'not-readable',
      `The network cannot be read (${cause instanceof Error ? cause.message : String(cause)}): ${path}`,
      'Check that the file is there and that you may read it.',
      { cause },
    );
  }
  throw new SteerscopeError(
    'unsupported-network',
    `The file is larger than 512 MiB, which no network that steers a car is: ${path}`,
    'Open the network itself, not an archive or a data file.',
  );
}
