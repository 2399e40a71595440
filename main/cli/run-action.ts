import { styleText } from 'node:util';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { exitCodeOf, exitCodes, type ExitCode } from './exit-codes.ts';

/** Ctrl-C, a system that shuts down, a terminal that is closed (an SSH connection that breaks). */
const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs what a command does: Ctrl-C aborts its signal, so that it cleans up; a failure becomes one sentence and an exit
 * code. A second Ctrl-C ends at once.
 */
export async function runAction(action: (signal: AbortSignal) => Promise<ExitCode | undefined>): Promise<void> {
  const cancelling = new AbortController();
  const cancel = (): void => {
    if (cancelling.signal.aborted) process.exit(exitCodes.cancelled);
    cancelling.abort();
  };
  for (const name of endSignals) process.on(name, cancel);
  try {
    process.exitCode = (await action(cancelling.signal)) ?? exitCodes.ok;
  } catch (thrown) {
    const error = cancelling.signal.aborted
      ? SteerscopeError.from(new DOMException('', 'AbortError'))
      : SteerscopeError.from(thrown);
    process.stderr.write(`${styled('red', error.message)}\n${error.nextStep}\n`);
    if (error.code === 'internal') console.error(thrown);
    process.exitCode = exitCodeOf(error.code);
  } finally {
    for (const name of endSignals) process.off(name, cancel);
  }
}

/** Coloured on a terminal, plain elsewhere. */
export function styled(style: Parameters<typeof styleText>[0], text: string): string {
  return styleText(style, text, { stream: process.stderr });
}
