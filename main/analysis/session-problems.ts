import type { Drive } from '../../shared/drive.ts';
import type { RgbaImage } from '../../shared/pixels.ts';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
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

/**
 * What is taken for granted of a network, and what does not fit between it and the drive.
 * @param image a decodable picture of the drive, if any.
 */
export function sessionProblems(
  network: Network,
  steering: SteeringReader,
  drive: Drive | null,
  image: RgbaImage | null,
): readonly Problem[] {
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
  if (image) problems.push(...fitProblems(image, network));
  if (image && network.preprocessingSource === 'default') problems.push(...shapeProblems(image, network));
  return problems;
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
