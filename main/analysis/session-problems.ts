import type { Drive } from '../../shared/drive.ts';
import type { RgbaImage } from '../../shared/pixels.ts';
import type { Problem } from '../../shared/problem.ts';
import type { SessionState } from '../../shared/session.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { readPicture } from '../frames/read-frame.ts';
import type { Network } from './open-network.ts';
import { missingColumns } from './other-inputs.ts';
import type { SteeringReader } from './steering-reader.ts';

/** A picture stretched by more than this on its way into the network is worth a word. */
const stretchTolerance = 1.5;

/** Camera whose pictures the network sees; the drive's default where the one asked for is missing. */
export function networkCamera(drive: Drive, network: Network | null): string {
  const asked = network?.preprocessing.camera;
  const first = drive.info.cameras[0];
  if (first === undefined) throw new Error(`A drive without a camera: ${drive.info.path}`);
  return asked !== undefined && drive.info.cameras.includes(asked) ? asked : first;
}

/** What is taken for granted of a network, and what does not fit between it and the drive. */
export async function sessionProblems(
  network: Network,
  steering: SteeringReader,
  drive: Drive | null,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [...steering.problems, ...network.otherInputs.problems];
  if (!drive) return problems;
  problems.push(...missingColumns(network.otherInputs, drive.columns));
  const camera = networkCamera(drive, network);
  const asked = network.preprocessing.camera;
  if (asked !== undefined && asked !== camera)
    problems.push({
      severity: 'warning',
      code: 'camera-missing',
      message: `The preprocessing asks for camera "${asked}", which the drive lacks; "${camera}" is used. The drive has: ${drive.info.cameras.join(', ')}.`,
      place: null,
      frame: null,
    });
  const image = await firstImage(drive, camera);
  if (image) problems.push(...fitProblems(image, network));
  if (image && network.preprocessingSource === 'default') problems.push(...shapeProblems(image, network));
  return problems;
}

/** Why a drive cannot be read any further. */
export function driveLost(reading: SessionState['driveReading'], reason: SteerscopeError): Problem {
  const [severity, what] =
    reading === 'first-frames'
      ? (['error', 'Only the first frames of the drive are open, the others cannot be read.'] as const)
      : (['warning', 'The drive cannot be followed any further; what was read of it stays open.'] as const);
  return { severity, code: 'drive-lost', message: `${what} ${reason.message}`, place: null, frame: null };
}

/** Why a network that was written anew is not open. */
export function networkNotReopened(reason: SteerscopeError): Problem {
  const what = "The network's file has changed and cannot be opened as it is now; what was opened before stays.";
  const message = `${what} ${reason.message}`;
  return { severity: 'warning', code: 'network-not-reopened', message, place: null, frame: null };
}

/** Null where it does not decode. */
async function firstImage(drive: Drive, camera: string): Promise<RgbaImage | null> {
  const location = drive.locateFrame(0, camera);
  if (!location) return null;
  return readPicture(location).catch(() => null);
}

/** Tries the preprocessing on one picture, so that a misfit is told at once and not by every frame. */
function fitProblems(image: RgbaImage, { model, preprocessor }: Network): readonly Problem[] {
  const { height, width, channels } = model.info.input;
  try {
    preprocessor.prepare(image, new Float32Array(height * width * channels));
    return [];
  } catch (thrown) {
    const { code, message, nextStep } = SteerscopeError.from(thrown);
    return [{ severity: 'error', code, message: `${message} ${nextStep}`, place: null, frame: null }];
  }
}

function shapeProblems(image: RgbaImage, network: Network): readonly Problem[] {
  const { height, width } = network.model.info.input;
  const stretch = width / height / (image.width / image.height);
  if (Math.max(stretch, 1 / stretch) <= stretchTolerance) return [];
  return [
    {
      severity: 'info',
      code: 'picture-stretched',
      message: `The whole ${image.width}×${image.height} frame is resized to the network's ${width}×${height}, which changes its shape; if training cropped it, say so in a preprocessing file.`,
      place: null,
      frame: null,
    },
  ];
}
