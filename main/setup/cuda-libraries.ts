import { globSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { downloadWheel } from './python-wheel.ts';
import { unpackWheel } from './unpack-wheel.ts';

/** The providers that onnxruntime loads from beside its own library. */
export const providerNames = ['shared', 'cuda', 'tensorrt'].map((name) => `libonnxruntime_providers_${name}.so`);

const wantedOfOnnxruntime = /^onnxruntime\/capi\/libonnxruntime_providers_\w+\.so$|\/METADATA$/;
const wantedOfNvidia = /^nvidia\/.*\/lib\/[^/]+\.so[^/]*$|\/METADATA$/;

/**
 * Fetches onnxruntime's providers for NVIDIA GPUs and NVIDIA's libraries that they need into `folder`, laid out as in a
 * site-packages. One wheel at a time, each gone when it is unpacked.
 * @param version of onnxruntime: providers fit only the library they were built with.
 * @throws SteerscopeError `unreachable`, `disk-full`, `not-found`.
 */
export async function fetchCudaProvider(
  python: string,
  version: string,
  folder: string,
  tell: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const fetched = new Set<string>();
  const fetch = async (requirement: string, wanted: RegExp, extras: readonly string[]): Promise<void> => {
    const name = nameOf(requirement);
    if (fetched.has(name)) return;
    fetched.add(name);
    tell(`Fetching ${requirement} ...`);
    const wheel = await downloadWheel(python, requirement, join(folder, 'wheels'), signal);
    await unpackWheel(wheel, folder, (file) => wanted.test(file), signal);
    await rm(wheel);
    for (const further of nvidiaRequirements(await metadataOf(folder, name), extras))
      await fetch(further, wantedOfNvidia, []);
  };
  await fetch(`onnxruntime-gpu==${version}`, wantedOfOnnxruntime, ['cuda', 'cudnn']);
}

/** Folders with NVIDIA's libraries, for the loader. */
export function nvidiaFolders(folder: string): readonly string[] {
  return [...new Set(globSync(join(folder, 'nvidia', '**', '*.so*')).map((path) => dirname(path)))].sort();
}

async function metadataOf(folder: string, name: string): Promise<string> {
  const [path] = globSync(join(folder, `${name.replaceAll('-', '_')}-*.dist-info`, 'METADATA'));
  return path === undefined ? '' : readFile(path, 'utf8');
}

const nameOf = (requirement: string): string => /^[\w-]+/.exec(requirement)?.[0] ?? requirement;

/** `Requires-Dist: nvidia-cufft~=12.0; extra == "cuda"` a line: those always needed, and those of `extras`. */
export function nvidiaRequirements(metadata: string, extras: readonly string[]): readonly string[] {
  const lines = metadata.matchAll(/^Requires-Dist: (nvidia-[^;\s]+)\s*(?:;\s*(.*))?$/gm);
  return [...lines].flatMap(([, requirement = '', condition]) => {
    const extra = /extra == ["']([^"']+)["']/.exec(condition ?? '')?.[1];
    return extra === undefined || extras.includes(extra) ? [requirement] : [];
  });
}
