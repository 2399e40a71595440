import type { DriveInfo } from '../../shared/drive.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';

/** Frames `from` to `to`, exclusive; the whole drive when left out. */
interface AskedFrames {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** Those that the drive has. @throws SteerscopeError `bad-request` when there is none. */
export function framesOfDrive(
  { from = 0, to: asked }: AskedFrames,
  { frameCount }: Pick<DriveInfo, 'frameCount'>,
): { readonly from: number; readonly to: number } {
  const to = Math.min(asked ?? frameCount, frameCount);
  if (from < to) return { from, to };
  throw new SteerscopeError(
    'bad-request',
    `There is no frame from ${from} to ${to}: the drive has ${frameCount} frames.`,
    'Choose frames of the drive.',
  );
}
