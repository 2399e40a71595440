import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { feedingOf, findPreprocessing } from '../../main/analysis/open-network.ts';
import { npyHeader } from '../../main/cli/npy-writer.ts';
import { openDrive } from '../../main/drives/registry.ts';
import { decodeImage } from '../../main/frames/decode-image.ts';
import { readEncodedFrame } from '../../main/frames/read-frame.ts';
import type { Preprocessor } from '../../main/preprocess/preprocess.ts';
import type { ImageInput, ModelInfo } from '../../shared/model.ts';
import type { RgbaImage } from '../../shared/pixels.ts';

export const frameCount = 20;

/** Which drive a network gets, by the start of the network's path: the one it was trained on, or one like it. */
const drives: Readonly<Record<string, string>> = {
  'drives/sully_martin/': 'drives/sully_martin/data/sample_dataset',
  'drives/deeppicar_dctian/': 'drives/deeppicar_dctian/images',
  'drives/donkey_tubv1_palevich/': 'drives/donkey_tubv1_palevich/tub_1_20-05-04',
  'models/donkey_pilots_circuitlaunch/': 'drives/donkey_tubv2_upstream_tests/tub',
  '': 'drives/udacity_official_track1',
};

/** Frames spread over the drive that fits the network at `path`, which is relative to `folder`. */
export async function cameraPictures(folder: string, path: string): Promise<readonly RgbaImage[]> {
  const [, drivePath = ''] = Object.entries(drives).find(([start]) => path.startsWith(start)) ?? [];
  const drive = await openDrive(join(folder, drivePath));
  const { frameCount: recorded, cameras } = drive.info;
  const pictures: RgbaImage[] = [];
  for (let index = 0; index < frameCount; index++) {
    const location = drive.locateFrame(Math.floor((index * recorded) / frameCount), cameras[0] ?? '');
    if (location) pictures.push(await decodeImage(await readEncodedFrame(location)));
  }
  drive.dispose();
  if (pictures.length < frameCount) throw new Error(`Too few pictures in ${drivePath}`);
  return pictures;
}

/** The network's input for each picture, `[picture, row, column, channel]`, by the file beside it or the default. */
export async function networkInputs(
  path: string,
  info: ModelInfo,
  pictures: readonly RgbaImage[],
): Promise<Float32Array> {
  const { height, width, channels } = info.input;
  const length = height * width * channels;
  const prepare = takesPlanes(info.input)
    ? planarPreparation(info)
    : preparation(feedingOf(info, await findPreprocessing(path, null)).preprocessor);
  const inputs = new Float32Array(pictures.length * length);
  for (const [index, picture] of pictures.entries())
    prepare(picture, inputs.subarray(index * length, (index + 1) * length));
  return inputs;
}

type Prepare = (picture: RgbaImage, into: Float32Array) => void;

const preparation =
  (preprocessor: Preprocessor): Prepare =>
  (picture, into) =>
    void preprocessor.prepare(picture, into);

/** A network that was trained on planes, `[3, height, width]`, but counts the last axis as channels. */
const takesPlanes = ({ height, channels }: ImageInput): boolean => height === 3 && channels > 3;

function planarPreparation(info: ModelInfo): Prepare {
  const { height: planes, width: height, channels: width } = info.input;
  const picturesInput = { ...info.input, height, width, channels: planes };
  const { preprocessor } = feedingOf({ ...info, input: picturesInput }, null);
  const pixels = new Float32Array(planes * height * width);
  return (picture, into) => {
    preprocessor.prepare(picture, pixels);
    pixels.forEach((value, at) => (into[(at % planes) * height * width + Math.floor(at / planes)] = value));
  };
}

/** Writes the inputs as a .npy file `[picture, row, column, channel]`. */
export function writeInputs(path: string, inputs: Float32Array, { height, width, channels }: ImageInput): void {
  const body = new Uint8Array(inputs.buffer, inputs.byteOffset, inputs.byteLength);
  writeFileSync(path, Buffer.concat([npyHeader([frameCount, height, width, channels]), body]));
}
