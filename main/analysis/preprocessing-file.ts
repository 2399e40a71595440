import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { readPreprocessing } from '../preprocess/read-preprocessing.ts';
import { writeWhole } from './write-whole.ts';

/** Preprocessing is looked for, and saved, beside the network under this name. */
export const sidecarPath = (modelPath: string): string => `${resolve(modelPath)}.steerscope.json`;

/** The preprocessing beside a network as it was when it was read. */
export interface Sidecar {
  readonly preprocessing: Preprocessing;
  /** Tells whether the file has changed since. */
  readonly fingerprint: string;
}

/** Null when there is none. @throws SteerscopeError when there is one that cannot be used. */
export async function readSidecar(modelPath: string): Promise<Sidecar | null> {
  const path = sidecarPath(modelPath);
  // Before the content: a change between the two is then noticed.
  const fingerprint = await fingerprintOf(path);
  return fingerprint === null ? null : { preprocessing: await readPreprocessing(path), fingerprint };
}

export interface SaveSidecarOptions {
  /** Of the file that the user has seen; null when there was none. */
  readonly seen: string | null;
  /** Whether a file that the user has not seen may be replaced. */
  readonly overwrite: boolean;
}

/**
 * Saves the preprocessing beside the network: the whole file or nothing.
 * @returns the new file's fingerprint.
 * @throws SteerscopeError `file-changed` when the file there is another than the one seen, `output-not-writable`, `disk-full`.
 */
export async function saveSidecar(
  modelPath: string,
  preprocessing: Preprocessing,
  { seen, overwrite }: SaveSidecarOptions,
): Promise<string> {
  const path = sidecarPath(modelPath);
  const found = await fingerprintOf(path);
  if (found !== null && found !== seen && !overwrite)
    throw new SteerscopeError(
      'file-changed',
      `Another preprocessing is in the file beside the network than the one that was read from it: ${path}`,
      'Overwrite it, or open the network again to use what is in the file.',
    );
  const text = `${JSON.stringify(preprocessing, null, 2)}\n`;
  await writeWhole(
    path,
    text,
    'Give the folder of the network the right to be written to, or copy the network to one that has it.',
  );
  return sha256(text);
}

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** Null when there is no file. */
const fingerprintOf = (path: string): Promise<string | null> =>
  readFile(path).then(sha256, (thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR') return null;
    // What lies there cannot be told from another; whoever reads it says why.
    return 'not readable';
  });
