import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One network to be run by the framework that it was made for. */
export interface Question {
  /** Absolute. */
  readonly path: string;
  /** `ModelInfo.format`. */
  readonly format: string;
  /** .npy file of the inputs, `[picture, row, column, channel]`. */
  readonly inputs: string;
  readonly layout: 'NHWC' | 'NCHW';
}

/** `outputs[output][frame]`, flat, and what computed them; or why there are none. */
export type FrameworkAnswer =
  | { readonly outputs: readonly (readonly (readonly number[])[])[]; readonly framework: string }
  | { readonly error: string };

const modules = ['numpy', 'h5py', 'keras', 'tf_keras', 'tensorflow', 'onnxruntime'];

/** A Python with the frameworks: `STEERSCOPE_ORACLE_PYTHON`, else `python3`; null, with what is missing, where it has not. */
export function findPython(): { readonly python: string | null; readonly missing: string } {
  const python = process.env['STEERSCOPE_ORACLE_PYTHON'] ?? 'python3';
  const probe = `import importlib.util as i; print(*[m for m in ${JSON.stringify(modules)} if i.find_spec(m) is None])`;
  const { status, stdout, error } = spawnSync(python, ['-c', probe], { encoding: 'utf8' });
  if (error || status !== 0) return { python: null, missing: `${python} does not run` };
  const missing = stdout.trim();
  return missing === '' ? { python, missing } : { python: null, missing: `${python} lacks ${missing}` };
}

/** Asks about all networks in one process, since the frameworks take long to load. */
export function askPython(python: string, questions: readonly Question[], scratch: string): readonly FrameworkAnswer[] {
  const [asked, answered] = [join(scratch, 'questions.json'), join(scratch, 'answers.json')];
  writeFileSync(asked, JSON.stringify(questions));
  const script = join(import.meta.dirname, 'framework_answers.py');
  const { status } = spawnSync(python, ['-B', script, asked, answered], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`${script} ended with ${status}`);
  return JSON.parse(readFileSync(answered, 'utf8')) as readonly FrameworkAnswer[];
}
