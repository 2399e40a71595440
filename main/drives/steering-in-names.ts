import { stat } from 'node:fs/promises';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { assembleDrive } from './assemble-drive.ts';
import type { DriveData } from './drive-data.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import { DriveRecords } from './drive-records.ts';
import { listFolder } from './list-folder.ts';
import { isImageName } from './pictures.ts';
import { firstOf } from './record-limit.ts';
import { RowProblems } from './row-problems.ts';

/** Straight on, in the degrees of a servo. */
const straightDeg = 90;
const maxDeg = 180;
/** Of the images in a folder, so many must be named so: nine of ten. */
const minShare = 0.9;

/**
 * Images that carry their steering in their names, as DeepPiCar writes them: `video01_FFF_AAA.png`, frame FFF of a video
 * and the angle AAA of its servo in degrees, 90 straight on and more to the right. The angles stay as recorded: networks
 * trained on such pictures give the same numbers, and the two are then compared as they are.
 */
export const steeringInNames: DriveFormat = {
  id: 'steering-in-names',
  name: 'Images with the steering in their names',

  async match(path: string): Promise<boolean> {
    return (await stat(path)).isDirectory() && readNames(await listFolder(path)) !== null;
  },

  async open(path: string, options: OpenDriveOptions = {}): Promise<DriveData> {
    const names = readNames(await listFolder(path));
    options.signal?.throwIfAborted();
    if (names === null)
      throw new SteerscopeError(
        'not-a-drive',
        `These images are not named so: ${path}`,
        'Name them video_001_090.png.',
      );
    const rowProblems = new RowProblems();
    const records = new DriveRecords(1, 0);
    for (const [index, { name, frame, angleDeg }] of firstOf(names, options).entries()) {
      const line = index + 1;
      if (Number.isNaN(angleDeg))
        rowProblems.add({ code: 'number-unreadable', file: 'image', line, record: index, detail: name });
      records.add({
        ...{ file: 'image', line, logRow: Number.isNaN(frame) ? line : frame, timeMs: Number.NaN, steering: angleDeg },
        ...{ numbers: [], named: name, pictures: [{ folder: path, name }] },
      });
    }
    return await assembleDrive(
      {
        format: steeringInNames,
        path,
        folder: path,
        cameras: ['image'],
        columns: [],
        steeringUnit: 'deg',
        steeringStraight: straightDeg,
        records,
        rowProblems,
        problems: [
          {
            severity: 'info',
            code: 'steering-off-centre',
            message: `The steering is read from the names of the images, in degrees of a servo of which ${straightDeg} is straight on. It is kept as recorded.`,
            place: names[0]?.name ?? null,
            frame: 0,
          },
        ],
        lookedIn: 'this folder',
      },
      options,
    );
  },
};

interface NamedImage {
  readonly name: string;
  readonly video: string;
  /** NaN where the name carries none, as the angle. */
  readonly frame: number;
  readonly angleDeg: number;
}

const order = new Intl.Collator('en', { numeric: true });

/** The images by video and frame; null where their names carry no steering. */
function readNames(names: readonly string[]): readonly NamedImage[] | null {
  const images = names.filter(isImageName).map(readName);
  const read = images.filter(({ angleDeg }) => !Number.isNaN(angleDeg));
  if (read.length < 2 || read.length < images.length * minShare) return null;
  // Names with other numbers in them are told by frames that come twice, and by angles that are all alike, far from straight on, or a count.
  const frames = new Set(read.map(({ video, frame }) => `${video}_${frame}`));
  const angles = read.map(({ angleDeg }) => angleDeg);
  const meanDeg = angles.reduce((sum, angle) => sum + angle, 0) / angles.length;
  const oneSided = new Set(angles).size < 2 || Math.abs(meanDeg - straightDeg) > straightDeg / 2;
  const counted = read.every(({ frame, angleDeg }) => frame === angleDeg);
  if (frames.size < read.length || oneSided || counted) return null;
  return images.sort((one, other) => order.compare(one.name, other.name));
}

function readName(name: string): NamedImage {
  const match = /^(.*)_(\d{3,7})_(\d{3})\.\w+$/.exec(name);
  const angleDeg = Number(match?.[3]);
  if (match === null || angleDeg > maxDeg) return { name, video: '', frame: Number.NaN, angleDeg: Number.NaN };
  return { name, video: match[1] ?? '', frame: Number(match[2]), angleDeg };
}
