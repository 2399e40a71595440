import { open as openFile, readFile, stat } from 'node:fs/promises';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { isRecord } from './is-record.ts';

/** Networks that Steerscope recognises and does not open: how to tell each, and what to say. */
interface UnsupportedFormat {
  /** `path` is a file, `start` its first bytes as Latin-1, `size` its length. */
  match(start: string, path: string, size: number): boolean | Promise<boolean>;
  readonly what: string;
  readonly nextStep: string;
}

const zipSignature = 'PK\x03\x04';
/** First record of a legacy torch.save file: its magic number 0x1950a86a20f9469cfc6c, pickled with protocol 2. */
const legacyTorchStart = '\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19';

/** The opcode PROTO and the protocols since Python 2.3. */
const pickleStarts = ['\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05'];

/** Versions 0.1 and 0.2, as two numbers of 32 bits. */
const darknetStarts = ['\0\0\0\0\x01\0\0\0', '\0\0\0\0\x02\0\0\0'];

const exportFromTorch =
  "In the script that defines the network run torch.onnx.export(model, torch.zeros(1, 3, height, width), 'model.onnx'), then open model.onnx.";
const exportFromItsLibrary =
  'Export the network to ONNX with the library that it was trained with, and open model.onnx.';

/** A file recognised by its name, where its content has no mark of its own. */
const named =
  (endings: RegExp) =>
  (_: string, path: string): boolean =>
    endings.test(path);

const formats: readonly UnsupportedFormat[] = [
  {
    match: (start) => start.startsWith(legacyTorchStart) || (start.startsWith(zipSignature) && isTorchZip(start)),
    what: 'a PyTorch file, a Python pickle, whatever its name; a pickle can run any program when loaded, so Steerscope never loads one',
    nextStep: exportFromTorch,
  },
  {
    match: (start, path) => pickleStarts.some((first) => start.startsWith(first)) || isPickleName(path),
    what: 'a Python pickle; a pickle can run any program when loaded, so Steerscope never loads one',
    nextStep: `Save the network in the format of its library: model.save() of Keras as .keras. For PyTorch: ${exportFromTorch}`,
  },
  {
    match: isSafetensors,
    what: 'a safetensors file, which holds weights without the network that they belong to',
    nextStep: exportFromTorch,
  },
  {
    match: (start, path) => start.startsWith('ftrt') || /\.(engine|trt|plan)$/i.test(path),
    what: 'a TensorRT plan, which only the graphics card that it was compiled for can run',
    nextStep: 'Open the ONNX file that it was compiled from.',
  },
  {
    match: (start) => /^\s*(<\?xml[^>]*>\s*)?<net\s/.test(start),
    what: 'an OpenVINO network',
    nextStep: 'Open the ONNX, TensorFlow or Keras file that it was converted from.',
  },
  { match: named(/\.(caffemodel|prototxt)$/i), what: 'a Caffe network', nextStep: exportFromItsLibrary },
  { match: named(/\.mlmodel$/i), what: 'a Core ML network', nextStep: 'Open the file that it was converted from.' },
  {
    match: (start, path) => /\.weights$/i.test(path) && darknetStarts.some((first) => start.startsWith(first)),
    what: 'the weights of a Darknet network, whose architecture lies in a .cfg file',
    nextStep: 'Convert the two to ONNX, and open model.onnx.',
  },
  {
    match: named(/\.(data-\d{5}-of-\d{5}|ckpt(\.index|\.meta)?)$/i),
    what: 'part of a TensorFlow checkpoint, which holds weights without the network that they belong to',
    nextStep: 'In the script that builds the network load it, and save the network with model.save() of Keras.',
  },
  {
    match: (_, path) => /(^|[\\/])(keras_metadata|fingerprint)\.pb$/.test(path),
    what: 'part of a TensorFlow SavedModel, and not the part with the network',
    nextStep: 'Open the folder that it lies in.',
  },
  {
    match: async (start, path, size) => /^\s*\{/.test(start) && (await isTfjsJson(path, size)),
    what: 'a list of TensorFlow.js weights without the network that they belong to',
    nextStep:
      'Convert the network again with tensorflowjs_converter, or open the Keras or ONNX file that it was converted from.',
  },
  {
    match: (start) => start.startsWith(zipSignature) || start.startsWith('\x1f\x8b'),
    what: 'a compressed archive',
    nextStep: 'Unpack it and open the network inside.',
  },
];

/**
 * A refusal that says what the file at `path` is; null when it is nothing known.
 * @throws nothing for a readable file.
 */
export async function refusalOfUnsupported(path: string): Promise<SteerscopeError | null> {
  const { size } = await stat(path);
  const start = await readStart(path);
  for (const format of formats)
    if (await format.match(start, path, size))
      return new SteerscopeError('unsupported-network', `This is ${format.what}: ${path}`, format.nextStep);
  return null;
}

/** A refusal for a folder that holds no SavedModel: most are drives. */
export function refusalOfFolder(path: string): SteerscopeError {
  return new SteerscopeError(
    'not-a-network',
    `This is a folder, not a network: ${path}`,
    'Choose the file of the network, or the folder with its saved_model.pb.',
  );
}

/** torch.save names its first entry `<archive>/data.pkl` (or `.data/serialization_id` in newer versions). */
function isTorchZip(start: string): boolean {
  return /^[^\0]{0,200}\/(data\.pkl|\.format_version|\.data\/|version|byteorder)/.test(firstZipName(start));
}

/** Compressed pickles do not begin as others do. */
const isPickleName = (path: string): boolean => /\.(pkl|pickle|joblib)$/i.test(path);

/** The length of its JSON header in eight bytes, then the header (the format's README). */
function isSafetensors(start: string, path: string, size: number): boolean {
  const length = Buffer.from(start.slice(0, 8), 'latin1');
  if (length.length < 8 || start[8] !== '{') return false;
  return /\.safetensors$/i.test(path) || (start[9] === '"' && length.readBigUInt64LE() <= size - 8);
}

/** Name of the first entry, after the 30 bytes of its local header. */
function firstZipName(start: string): string {
  const length = (start.charCodeAt(26) || 0) | ((start.charCodeAt(27) || 0) << 8);
  return start.slice(30, 30 + length);
}

async function isTfjsJson(path: string, size: number): Promise<boolean> {
  // A graph-model lists every node; larger ones than this do not steer cars.
  if (size > 64 * 2 ** 20) return false;
  try {
    const json: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isRecord(json) && 'weightsManifest' in json;
  } catch {
    return false;
  }
}

async function readStart(path: string): Promise<string> {
  const file = await openFile(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}
