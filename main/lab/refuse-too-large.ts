import { maxFrames, type FrameExperiment } from '../../shared/lab.ts';
import { shiftPlan } from '../../shared/shift-plan.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';

/** More would be tens of megabytes, which no window is quick with. */
const maxNumbers = 1_000_000;

/** What there is less of when a frame is to find fewer numbers. */
const fewer: Readonly<Record<FrameExperiment['kind'], string>> = {
  shift: 'a larger step from one position to the next',
  deletion: 'fewer steps',
  perturbation: 'fewer steps',
  compare: 'fewer methods',
};

/** @throws SteerscopeError `bad-request` for more frames or numbers than one experiment may find; says what would do. */
export function refuseTooLarge(experiment: FrameExperiment, frameCount: number, inputWidth: number): void {
  if (frameCount > maxFrames)
    throw new SteerscopeError(
      'bad-request',
      `The experiment would look at ${frameCount} frames, and ${maxFrames} is the most.`,
      'Look at a shorter range, or at fewer frames of it.',
    );
  const ofFrame = numbersOfFrame(experiment, inputWidth);
  if (frameCount * ofFrame > maxNumbers)
    throw new SteerscopeError(
      'bad-request',
      `The experiment would find ${ofFrame} numbers of each of ${frameCount} frames, and ${maxNumbers} in all is the most.`,
      `Look at ${Math.floor(maxNumbers / ofFrame)} frames of the range at most, or ask for ${fewer[experiment.kind]}.`,
    );
}

/** How many numbers an experiment finds of one frame, `LabResult.findings`. @param inputWidth of the network, in pixels. */
function numbersOfFrame(experiment: FrameExperiment, inputWidth: number): number {
  switch (experiment.kind) {
    case 'shift':
      // Where each part was moved to, and the steering of three parts and the control.
      return 5 * shiftPlan(experiment, inputWidth).shiftsPx.length;
    case 'deletion':
      // The shares, and the steering of three orders, deleted and inserted.
      return 7 * (experiment.steps + 1);
    case 'perturbation':
      return 2 * (experiment.steps + 1);
    case 'compare':
      // Four figures of each pair.
      return 2 * experiment.methods.length * (experiment.methods.length - 1);
  }
}
