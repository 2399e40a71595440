import type { Problem } from '../../shared/problem.ts';
import type { SessionInfo, SessionRequest } from '../../shared/session.ts';

/** How an open network is read and run: changed while it stays open. */
export type Configuration = Pick<SessionRequest, 'preprocessing' | 'engine' | 'device' | 'pooling' | 'method'>;

/** A preprocessing that makes no input for the network. */
const misfits = ['input-mismatch', 'bad-preprocessing'];

/** Why the network cannot be run as it is configured; undefined: it can. */
export const misfitOf = ({ problems }: SessionInfo): Problem | undefined =>
  problems.find(({ severity, code }) => severity === 'error' && misfits.includes(code));

/** Of what was found by the run over the drive, what holds no more once the network is configured otherwise. */
export function outdatedBy(change: Configuration): { readonly predictions: boolean; readonly figures: boolean } {
  const keys = Object.keys(change);
  return {
    predictions: keys.some((key) => key !== 'method' && key !== 'pooling'),
    // The run's figures are of VisualBackProp, by whatever method the frame on the screen is explained.
    figures: keys.some((key) => key !== 'method'),
  };
}

/** Whether predictions go on to mean the same. */
export const sameSteering = (before: SessionInfo, now: SessionInfo): boolean =>
  JSON.stringify(before.steering) === JSON.stringify(now.steering);

/** Whether the network's files have been written and opened anew. */
export const isOtherWriting = (before: SessionInfo, now: SessionInfo): boolean =>
  before.networkVersion?.number !== now.networkVersion?.number;
