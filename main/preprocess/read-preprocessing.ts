import { open } from 'node:fs/promises';
import { preprocessingSchema, type Preprocessing } from '../../shared/preprocessing.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';

const maxFileBytes = 1 << 20;

/**
 * Reads a preprocessing file (JSON by `preprocessingSchema`).
 * @throws SteerscopeError `not-found`, `not-readable`, or `bad-preprocessing` naming each wrong field and what it takes.
 */
export async function readPreprocessing(path: string): Promise<Preprocessing> {
  const parsed = preprocessingSchema.safeParse(parseJson(await readSmallFile(path), path));
  if (parsed.success) return parsed.data;
  const complaints = parsed.error.issues
    .slice(0, 3)
    .map(({ path: field, message }) => `${fieldName(field)}: ${message}`)
    .join('; ');
  throw new SteerscopeError(
    'bad-preprocessing',
    `The preprocessing file is not valid: ${complaints} (in ${path}).`,
    'Correct the field; a file looks like {"steps": [{"op": "crop", "top": 60, "bottom": 25}, {"op": "resize", "width": 200, "height": 66, "method": "cv2-area"}]}.',
  );
}

function parseJson(text: string, path: string): unknown {
  try {
    // Editors on Windows begin a file with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new SteerscopeError(
      'bad-preprocessing',
      `The preprocessing file is not JSON: ${(cause as Error).message} (in ${path}).`,
      'Correct the text; JSON takes double quotes and no comma after the last element.',
      { cause },
    );
  }
}

async function readSmallFile(path: string): Promise<string> {
  let file;
  try {
    file = await open(path);
    const stats = await file.stat();
    if (!stats.isFile())
      throw new SteerscopeError('not-readable', `The preprocessing file is not a file: ${path}`, 'Name a JSON file.');
    if (stats.size > maxFileBytes)
      throw new SteerscopeError(
        'bad-preprocessing',
        `The preprocessing file has ${stats.size} bytes, more than ${maxFileBytes}: ${path}`,
        'Name the JSON file that describes the preprocessing.',
      );
    return await file.readFile('utf8');
  } catch (cause) {
    if (cause instanceof SteerscopeError) throw cause;
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new SteerscopeError(
      isMissing ? 'not-found' : 'not-readable',
      isMissing
        ? `There is no preprocessing file at ${path}`
        : `The preprocessing file cannot be read (${(cause as Error).message}): ${path}`,
      isMissing ? 'Check the path.' : 'Check its permissions.',
      { cause },
    );
  } finally {
    await file?.close();
  }
}

/** `steps[0].width`, as a person would write it. */
function fieldName(field: readonly PropertyKey[]): string {
  const name = field.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return name.replace(/^\./, '') || 'the file';
}
