import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const entry = join(import.meta.dirname, '..', '..', 'main', 'cli', 'index.ts');

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `steerscope ...` in a process of its own. */
export function startCommandLine(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): {
  readonly child: ChildProcess;
  readonly ended: Promise<CommandResult>;
} {
  const child = spawn(process.execPath, [entry, ...args], {
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...environment },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text: Buffer) => void (stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => void (stderr += text.toString()));
  const ended = new Promise<CommandResult>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
  return { child, ended };
}

/** Runs `steerscope ...` to its end. */
export const runCommandLine = (...args: string[]): Promise<CommandResult> => startCommandLine(args).ended;
