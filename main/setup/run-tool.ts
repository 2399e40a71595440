import { execFile } from 'node:child_process';

export interface ToolRun {
  readonly ok: boolean;
  readonly output: string;
  /** The last lines that it complained with; empty when it said nothing. */
  readonly complaint: string;
}

/** Runs a program to its end. Null when there is none of that name. @throws AbortError. */
export function runTool(
  command: string,
  args: readonly string[],
  { signal, cwd }: { readonly signal?: AbortSignal | undefined; readonly cwd?: string } = {},
): Promise<ToolRun | null> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { signal, cwd, maxBuffer: 2 ** 26 }, (error, output, stderr) => {
      if (error?.name === 'AbortError') reject(error);
      else if (error?.code === 'ENOENT') resolve(null);
      else resolve({ ok: error === null, output, complaint: lastLines(stderr || error?.message || '') });
    });
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
