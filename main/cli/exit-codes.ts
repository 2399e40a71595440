import type { ErrorCode } from '../../shared/steerscope-error.ts';

/** What a script can tell by; printed by `steerscope --help`. */
export const exitCodes = {
  ok: 0,
  /** Something is wrong with a drive, a network, a file or the machine; one sentence on stderr says what. */
  refused: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** Finished and written, but not as it should be: frames without a prediction, a checkpoint that was skipped, an experiment that found nothing, a converted network that differs. */
  incomplete: 3,
  /** Cancelled by Ctrl-C; nothing is left half-written. */
  cancelled: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodeHelp = `
Exit codes:
  0    done
  1    a drive, network or file cannot be used; stderr says which and what to do
  2    the command line is wrong
  3    done, but some frames have no prediction (see "problems" in summary.json), a checkpoint was skipped,
       an experiment found nothing, or a converted network differs
  130  cancelled by Ctrl-C; nothing is left half-written`;

export const exitCodeOf = (code: ErrorCode): ExitCode =>
  code === 'cancelled' ? exitCodes.cancelled : exitCodes.refused;
