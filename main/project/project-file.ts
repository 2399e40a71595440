import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { fileBehind } from '../analysis/file-behind.ts';
import { writeWhole } from '../analysis/write-whole.ts';
import { describeIssue } from '../../shared/describe-issue.ts';
import {
  isProjectName,
  maxProjectBytes,
  projectExtension,
  projectFileSchema,
  projectVersion,
  type MissingMedia,
  type OpenedProject,
  type Place,
  type ProjectContents,
  type ProjectFile,
  type SavedProject,
  type SaveProjectRequest,
} from '../../shared/project.ts';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { withKnownChoices } from './known-choices.ts';
import { candidatesFor, findPlace, isAt, placeOf } from './places.ts';

const maxProjectMb = maxProjectBytes / 2 ** 20;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Reads a project: its drive and networks are looked for beside it and where they were, and nothing of them is opened.
 * @returns what it holds, with the paths where they are now.
 * @throws SteerscopeError `not-found`, `not-readable`, `bad-project`.
 */
export async function readProject(
  given: string,
): Promise<Pick<OpenedProject, 'path' | 'contents' | 'problems' | 'fingerprint'>> {
  const path = resolve(given);
  const text = await readText(path);
  const { file, problems } = parseProject(text, path);
  const { drive, networks, parts } = file;
  const folder = await folderOf(path);
  const find = async (place: Place): Promise<string> => (await findPlace(place, folder)) ?? place.absolute;
  const contents: ProjectContents = {
    drive: drive && { ...drive, path: await find(drive.path) },
    networks: await Promise.all(networks.map(async (network) => ({ ...network, path: await find(network.path) }))),
    parts,
  };
  return { path, contents, problems, fingerprint: sha256(text) };
}

/** What of a project, or what was kept of it, is not there, with what might be it. */
export async function missingMedia(kept: readonly ProjectContents[], projectPath: string): Promise<MissingMedia[]> {
  const folder = await folderOf(projectPath);
  const media = kept.flatMap(({ drive, networks }) => [
    ...(drive ? [{ kind: 'drive' as const, path: drive.path }] : []),
    ...networks.map(({ path }) => ({ kind: 'network' as const, path })),
  ]);
  const missing: MissingMedia[] = [];
  for (const { kind, path } of media)
    if (!missing.some((one) => one.kind === kind && one.path === path) && !(await isAt(path)))
      missing.push({ kind, path, candidates: await candidatesFor(path, folder) });
  return missing;
}

/**
 * Saves a project: the whole file or nothing.
 * @throws SteerscopeError `file-changed` when the file there is another than the one seen, `output-not-writable`,
 * `disk-full`, `bad-request` for a name that is no project's.
 */
export async function saveProject({ path, contents, seen, overwrite }: SaveProjectRequest): Promise<SavedProject> {
  if (!isAbsolute(path) || !isProjectName(path))
    throw new SteerscopeError(
      'bad-request',
      `A project is saved by a whole path that ends in .${projectExtension}, not: ${path}`,
      `Name it like /folder/name.${projectExtension}.`,
    );
  const found = await readText(path).then(sha256, (thrown: unknown) =>
    SteerscopeError.from(thrown).code === 'not-found' ? null : 'not readable',
  );
  if (found !== null && found !== seen && !overwrite)
    throw new SteerscopeError(
      'file-changed',
      seen === null
        ? `There is a file of this name already: ${path}`
        : `The file was changed by another program: ${path}`,
      'Overwrite it, or save under another name.',
    );
  const folder = await folderOf(path);
  const { drive, networks, parts } = contents;
  const file: z.input<typeof projectFileSchema> = {
    steerscopeProject: projectVersion,
    savedAt: new Date().toISOString(),
    drive: drive && { ...drive, path: placeOf(drive.path, folder) },
    networks: networks.map((network) => ({ ...network, path: placeOf(network.path, folder) })),
    parts,
  };
  const text = `${JSON.stringify(file, null, 2)}\n`;
  if (Buffer.byteLength(text) > maxProjectBytes)
    throw new SteerscopeError(
      'bad-request',
      `The project would be larger than the ${maxProjectMb} MB that can be opened again: ${path}`,
      'Shorten the notes, or remove some bookmarks.',
    );
  await writeWhole(path, text, 'Save it in a folder that you may write to.');
  return { path, fingerprint: sha256(text) };
}

/** Where places are seen from: the folder of the file itself, whatever link led to it. */
const folderOf = async (path: string): Promise<string> => dirname(await fileBehind(path));

async function readText(path: string): Promise<string> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new Error('it is no file');
    if (found.size > maxProjectBytes) throw unusable(path, `it is larger than ${maxProjectMb} MB`);
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof SteerscopeError) throw cause;
    const isAbsent = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw isAbsent
      ? new SteerscopeError('not-found', `There is no such project: ${path}`, 'Check the path.', { cause })
      : new SteerscopeError('not-readable', `The project cannot be read: ${path}`, 'Check its permissions.', { cause });
  }
}

function parseProject(text: string, path: string): { file: ProjectFile; problems: readonly Problem[] } {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (cause) {
    throw unusable(path, 'it is no JSON', cause);
  }
  const version = z.object({ steerscopeProject: z.number() }).safeParse(read).data?.steerscopeProject;
  if (version === undefined) throw unusable(path, 'it does not say that it is one');
  if (version > projectVersion)
    throw unusable(path, `it was written by a newer Steerscope (version ${version} of the file)`);
  const { known, problems } = withKnownChoices(read);
  const { data: file, error } = projectFileSchema.safeParse(known);
  if (!file) throw unusable(path, error.issues.slice(0, 3).map(describeIssue).join('; ').slice(0, 500));
  return { file, problems };
}

const unusable = (path: string, why: string, cause?: unknown): SteerscopeError =>
  new SteerscopeError(
    'bad-project',
    `${basename(path)} cannot be opened as a project: ${why}. ${path}`,
    'Choose another file.',
    { cause },
  );
