import { execFile } from 'node:child_process';

export interface ToolRun {
  readonly ok: boolean;
  readonly output: string;
  /** The last lines that it complained with; empty when it said nothing. */
  readonly complaint: string;
}

export interface ToolOptions {
  readonly signal?: AbortSignal | undefined;
  readonly cwd?: string;
  /** On top of this process's environment. */
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Runs a program to its end; null when there is none of that name. Cancelled, it is told to end, and waited for: until then
 * it may write.
 * @throws AbortError.
 */
export function runTool(
  command: string,
  args: readonly string[],
  { signal, cwd, environment = {} }: ToolOptions = {},
): Promise<ToolRun | null> {
  return new Promise((resolve, reject) => {
    const options = { cwd, maxBuffer: 2 ** 26, env: { ...process.env, ...environment } };
    const child = execFile(command, args, options, (error, output, stderr) => {
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted) reject(new DOMException('Cancelled.', 'AbortError'));
      else if (error?.code === 'ENOENT') resolve(null);
      else resolve({ ok: error === null, output, complaint: lastLines(stderr || error?.message || '') });
    });
    const stop = (): void => void child.kill();
    signal?.addEventListener('abort', stop);
    if (signal?.aborted) stop();
  });
}

/** The first of these programs that answers to `args`; null when none does. */
export async function findTool(
  names: readonly string[],
  args: readonly string[],
  signal?: AbortSignal,
): Promise<string | null> {
  for (const name of names) if ((await runTool(name, args, { signal }))?.ok === true) return name;
  return null;
}

const lastLines = (text: string): string => text.trim().split('\n').slice(-5).join('\n');
