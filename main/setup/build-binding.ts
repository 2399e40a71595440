import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { nativeBindingPath } from '../models/native/native-folder.ts';
import { findTool, runTool } from './run-tool.ts';
import { libraryNames } from './tensorflow-library.ts';

/** The one change to the package's sources: half of the GPU's memory at most, and that only as it is needed. */
export const memoryBound = {
  file: join('binding', 'tfjs_backend.cc'),
  after: 'TFE_ContextOptions *tfe_options = TFE_NewContextOptions();',
  // The bytes of ConfigProto { gpu_options { per_process_gpu_memory_fraction: 0.5 allow_growth: true } }.
  insert: `
  const unsigned char config[] = {0x32, 11, 0x09, 0, 0, 0, 0, 0, 0, 0xe0, 0x3f, 0x20, 1};
  TFE_ContextOptionsSetConfig(tfe_options, config, sizeof(config), tf_status.status);
  ENSURE_TF_OK(env, tf_status);`,
} as const;

/** A compiler for C++17, as `CXX` names it or as it is usually called. @throws SteerscopeError `not-found`. */
export async function findCompiler(signal?: AbortSignal): Promise<string> {
  const asked = process.env['CXX'];
  const names = asked === undefined || asked === '' ? ['g++', 'clang++', 'c++'] : [asked];
  const compiler = await findTool(names, ['--version'], signal);
  if (compiler !== null) return compiler;
  throw new SteerscopeError(
    'not-found',
    `There is no C++ compiler here (${names.join(', ')}).`,
    'Install one, as by apt install g++, and try again.',
  );
}

export interface BindingRequest {
  readonly compiler: string;
  /** The npm package with its sources. */
  readonly packageFolder: string;
  /** TensorFlow's Python package. */
  readonly tensorflow: string;
  /** Whether both are moved together afterwards: the libraries are then found by where the binding lies. */
  readonly movesAlong: boolean;
}

/**
 * Compiles the package's binding for Node-API 8 (one build for every Node and Electron since 2021) and links it to
 * TensorFlow's libraries.
 * @throws SteerscopeError `engine-failed` with what the compiler said.
 */
export async function buildBinding(request: BindingRequest, signal?: AbortSignal): Promise<void> {
  const { compiler, packageFolder, tensorflow, movesAlong } = request;
  await boundMemory(packageFolder);
  const binding = join(packageFolder, nativeBindingPath);
  await mkdir(dirname(binding), { recursive: true });
  const headers = (createRequire(import.meta.url)('node-api-headers') as { include_dir: string }).include_dir;
  const libraries = movesAlong ? `$ORIGIN/${relative(dirname(binding), tensorflow)}` : tensorflow;
  const args = [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8'],
    ...['-I', headers, '-I', join(tensorflow, 'include')],
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(packageFolder, 'binding', name)),
    ...['-L', tensorflow, ...libraryNames.map((name) => `-l:${name}`)],
    // TensorFlow's threads outlive the worker thread that loaded it: it stays in the process once it is there.
    ...[`-Wl,-rpath,${libraries}`, '-Wl,-z,nodelete'],
    ...['-o', binding],
  ];
  const run = await runTool(compiler, args, { signal });
  if (run?.ok === true) return;
  throw new SteerscopeError(
    'engine-failed',
    `The binding to TensorFlow cannot be built (${run?.complaint ?? 'the compiler is gone'}): ${packageFolder}`,
    `Try another compiler, named in CXX, or leave --tensorflow out, so that the version it is tested with is taken.`,
  );
}

async function boundMemory(packageFolder: string): Promise<void> {
  const path = join(packageFolder, memoryBound.file);
  const source = await readFile(path, 'utf8');
  if (!source.includes(memoryBound.after)) throw new Error(`No place for the bound of memory in ${path}.`);
  await writeFile(path, source.replace(memoryBound.after, memoryBound.after + memoryBound.insert));
}
