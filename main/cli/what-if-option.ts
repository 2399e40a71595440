import { readFile } from 'node:fs/promises';
import { Option } from 'commander';
import { z } from 'zod';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { pictureEditsSchema, type PictureEdits } from '../../shared/what-if.ts';

export const whatIfOption = (): Option =>
  new Option('--what-if <file>', 'JSON list of edits made on every picture of the camera, as if it had seen that');

/** What --what-if names; none without it. @throws SteerscopeError when the file cannot be used. */
export async function givenEdits(file: string | undefined): Promise<PictureEdits> {
  if (file === undefined) return [];
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const message = `The file of --what-if cannot be read (${(cause as Error).message}): ${file}`;
    throw new SteerscopeError('not-readable', message, 'Check its path and permissions.', { cause });
  });
  const edits = pictureEditsSchema.min(1).safeParse(asJson(text));
  if (edits.success) return edits.data;
  throw new SteerscopeError(
    'bad-request',
    `The file of --what-if is no list of edits: ${z.prettifyError(edits.error)} (in ${file}).`,
    'Write one like [{"op": "brightness", "by": -40}, {"op": "flip"}].',
  );
}

/** Undefined for what is no JSON. */
function asJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
