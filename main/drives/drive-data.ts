import type { Drive, DriveColumns, DriveInfo, FrameLocation } from '../../shared/drive.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { FileStamps } from '../containers/file-stamps.ts';
import { pictureAt, type PictureTable } from './picture-table.ts';

/** All that a reader found out about a drive: plain data, which goes from thread to thread and into a file as it is. */
export interface DriveData {
  readonly info: DriveInfo;
  readonly columns: DriveColumns;
  /** One for each of `info.cameras`. */
  readonly pictures: readonly PictureTable[];
}

/** How much of a drive was read, and what the files behind it were like: while they are the same, so is the drive. */
export interface DriveReading {
  /** False where `recordLimit` left something out. */
  readonly isWhole: boolean;
  readonly stamps: FileStamps;
}

/** The drive of such data. */
export class DataDrive implements Drive {
  readonly data: DriveData;
  readonly reading: DriveReading;

  constructor(data: DriveData, reading: DriveReading = { isWhole: true, stamps: new Map() }) {
    this.data = data;
    this.reading = reading;
  }

  get info(): DriveInfo {
    return this.data.info;
  }

  get columns(): DriveColumns {
    return this.data.columns;
  }

  locateFrame(frame: number, camera: string): FrameLocation | null {
    const { cameras, frameCount, path } = this.info;
    const pictures = this.data.pictures[cameras.indexOf(camera)];
    if (pictures === undefined)
      throw new SteerscopeError(
        'bad-request',
        `This drive has no camera “${camera}”: ${path}`,
        `Its cameras are: ${cameras.join(', ')}.`,
      );
    if (!Number.isInteger(frame) || frame < 0 || frame >= frameCount)
      throw new SteerscopeError(
        'no-such-frame',
        `This drive has no frame ${frame}: ${path}`,
        `Ask for a frame from 0 to ${frameCount - 1}.`,
      );
    return pictureAt(pictures, frame);
  }

  dispose(): void {
    // Files are opened for each reading; nothing stays open.
  }
}

/** Smallest and largest of the numbers that are known, or null when none is. */
export function rangeOf(values: Float64Array): { min: number; max: number } | null {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min > max ? null : { min, max };
}
