import { demoDrive } from '../demo-drive.ts';
import { joinFrames, readDemoFrames, renderFrames, type LabelledFrames, type Preparation } from './labelled-frames.ts';

const renderedSeeds = [101, 102, 103, 104, 105, 106, 107, 108];
/** Neighbouring frames of a drive show nearly the same: every third is taken. */
const frameStride = 3;

/**
 * Frames to train on: the part of the bundled drive that is not held back, or as many of it as are wanted, evenly spread; and
 * for more than it has, as many of each of eight further drives, rendered here.
 */
export async function trainingFrames(preparation: Preparation, wanted: number): Promise<LabelledFrames> {
  const ofDrive = Math.min(wanted, demoDrive.heldBackFrom);
  const chosen = Array.from({ length: ofDrive }, (_, index) => Math.floor((index * demoDrive.heldBackFrom) / ofDrive));
  const framesPerDrive = Math.ceil((wanted - ofDrive) / renderedSeeds.length);
  if (framesPerDrive === 0) return readDemoFrames(preparation, chosen);
  return joinFrames([
    await renderFrames(preparation, renderedSeeds, framesPerDrive, frameStride),
    await readDemoFrames(preparation, chosen),
  ]);
}

/** The part of the bundled drive that no network is trained on; the ground truth is of these frames. */
export const heldBackFrames = (preparation: Preparation): Promise<LabelledFrames> =>
  readDemoFrames(
    preparation,
    Array.from({ length: demoDrive.frameCount - demoDrive.heldBackFrom }, (_, index) => demoDrive.heldBackFrom + index),
  );
