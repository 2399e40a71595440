import type { SessionState } from '../../shared/session.ts';
import { framesOf, type LabRequest } from '../../shared/lab.ts';
import type { LabResult } from '../../shared/lab-findings.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { framesOfDrive } from '../analysis/frames-of-drive.ts';
import { refuseTooLarge } from './refuse-too-large.ts';

/** An experiment on the frames of an open drive, everything left open in the request decided. */
export interface LabPlan extends Pick<LabResult, 'request' | 'unit'> {
  readonly frames: readonly number[];
  /** Of the network's input, in pixels. */
  readonly view: { readonly height: number; readonly width: number };
}

/** @throws SteerscopeError `bad-request` without a drive and a network, without a frame in the range, and for too large a result. */
export function planLab({ experiment, every, ...asked }: LabRequest, state: SessionState): LabPlan {
  const { drive, model, steering } = state;
  if (!drive || !model)
    throw new SteerscopeError('bad-request', 'An experiment needs a drive and a network.', 'Open both first.');
  const { from, to } = framesOfDrive(asked, drive);
  // What jumps can only be told of neighbours.
  const isWhole = experiment.kind === 'jumps';
  const frames = framesOf({ from, to, every: isWhole ? 1 : every });
  if (!isWhole) refuseTooLarge(experiment, frames.length, model.input.width);
  const step = (frames[1] ?? from + 1) - from;
  return {
    request: { experiment, from, to, every: step },
    unit: steering?.predictedUnit ?? null,
    frames,
    view: model.input,
  };
}
