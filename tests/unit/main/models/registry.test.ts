import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { File, ready } from 'h5wasm/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { looksLikeModel, modelFormats, openModel } from '../../../../main/models/registry.ts';
import { realData } from '../../../support/real-data.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'steerscope-registry-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const fixture = (name: string): string => join(import.meta.dirname, '..', '..', '..', 'fixtures', 'keras', name);

/** A zip whose first entry has this name; nothing else of it is there. */
function zipStart(entry: string): Buffer {
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 'latin1');
  header.writeUInt16LE(entry.length, 26);
  return Buffer.concat([header, Buffer.from(entry)]);
}

/** A header of this many bytes, as safetensors begins. */
function safetensors(header: string): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, Buffer.from(header)]);
}

const legacyTorch = Buffer.from('80028a0a6cfc9c46f9206aa85019', 'hex');

describe('networks recognised and refused', () => {
  test.each<[string, string | Buffer, string, RegExp, RegExp]>([
    ['legacy.h5', legacyTorch, 'unsupported-network', /PyTorch.*pickle.*never loads/, /torch\.onnx\.export\(model/],
    ['model.pth', zipStart('archive/data.pkl'), 'unsupported-network', /PyTorch/, /torch\.onnx\.export/],
    ['model.pkl', Buffer.from('800495', 'hex'), 'unsupported-network', /Python pickle/, /model\.save/],
    ['model.joblib', Buffer.from('789c', 'hex'), 'unsupported-network', /Python pickle/, /model\.save/],
    ['pilot.bin', safetensors('{"conv.weight":{"dtype":"F32"}}'), 'unsupported-network', /safetensors/, /torch\.onnx/],
    ['pilot.safetensors', safetensors('{ }'), 'unsupported-network', /safetensors/, /torch\.onnx/],
    ['pilot.plan', Buffer.from('ftrt\0'), 'unsupported-network', /TensorRT/, /ONNX/],
    ['pilot.engine', Buffer.from('whatever'), 'unsupported-network', /TensorRT/, /ONNX/],
    ['pilot.xml', '<?xml version="1.0"?>\n<net name="pilot" version="11">', 'unsupported-network', /OpenVINO/, /ONNX/],
    ['other.xml', '<?xml version="1.0"?>\n<network/>', 'not-a-network', /no network/, /ONNX/],
    ['pilot.caffemodel', Buffer.from('0a05', 'hex'), 'unsupported-network', /Caffe/, /ONNX/],
    ['pilot.mlmodel', Buffer.from('0804', 'hex'), 'unsupported-network', /Core ML/, /converted from/],
    ['yolo.weights', Buffer.from('00000000020000000500000000', 'hex'), 'unsupported-network', /Darknet/, /ONNX/],
    ['net.ckpt.data-00000-of-00001', Buffer.alloc(9), 'unsupported-network', /checkpoint/, /model\.save/],
    ['pictures.zip', zipStart('frame_0001.jpg'), 'unsupported-network', /compressed archive/, /Unpack/],
    ['model.json', '{"format":"weights","weightsManifest":[]}', 'unsupported-network', /TensorFlow\.js/, /ONNX/],
    ['other.json', '{"speed": 3}', 'not-a-network', /no network/, /Keras HDF5/],
    ['torn.json', '{"class_name": "Sequential", ', 'not-a-network', /no network/, /Keras HDF5/],
    ['picture.jpg', Buffer.from('ffd8ffe0', 'hex'), 'not-a-network', /no network/, /ONNX/],
    ['empty.h5', '', 'not-a-network', /no network/, /Keras HDF5/],
  ])('%s', async (name, content, code, message, nextStep) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    await expect(openModel(path)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      nextStep: expect.stringMatching(nextStep),
    });
    await expect(openModel(path)).rejects.toThrow(new RegExp(`: ${path.replaceAll(/[.\\]/g, '\\$&')}$`));
    expect(await looksLikeModel(path)).toBe(false);
  });

  test('a SavedModel folder, and any other', async () => {
    const saved = join(folder, 'saved');
    mkdirSync(saved);
    await expect(openModel(saved)).rejects.toMatchObject({
      code: 'not-a-network',
      message: expect.stringMatching(/folder/),
    });
    writeFileSync(join(saved, 'saved_model.pb'), '');
    const empty = { code: 'not-a-network', message: expect.stringMatching(/holds no graph/) };
    await expect(openModel(saved)).rejects.toMatchObject(empty);
    await expect(openModel(join(saved, 'saved_model.pb'))).rejects.toMatchObject(empty);
  });

  test('a file that is not there', async () => {
    await expect(openModel(join(folder, 'none.h5'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(openModel(join(fixture('keras1.h5'), 'below'))).rejects.toMatchObject({ code: 'not-found' });
    expect(await looksLikeModel(join(folder, 'none.h5'))).toBe(false);
    expect(await looksLikeModel(folder)).toBe(false);
  });
});

test('what opens looks like a network, whatever its name', async () => {
  const ids = modelFormats.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(await looksLikeModel(fixture('keras1.h5'))).toBe(true);
  expect(await looksLikeModel(fixture('weights-apart.json'))).toBe(true);
  expect(await looksLikeModel(fixture('../keras-archives/archive-3.15.1.weights.h5'))).toBe(true);
  expect(await looksLikeModel(fixture('../keras-archives/archive-2.12.0.keras'))).toBe(true);
  expect(await looksLikeModel(fixture('../tfjs-layers/plain/model.json'))).toBe(true);
});

test('HDF5 that Keras did not write does not look like a network', async () => {
  const path = join(folder, 'log.h5');
  await ready;
  const file = new File(path, 'w');
  file.create_dataset({ name: 'steering_angle', data: Float32Array.of(1, 2, 3) });
  file.close();
  expect(await looksLikeModel(path)).toBe(false);
  await expect(openModel(path)).rejects.toMatchObject({ code: 'not-a-network' });
});

const published: readonly [string[], string, RegExp][] = [
  [['models', 'edge_bad_h5', 'model.h5'], 'not-a-network', /holds no Keras network/],
  [['models', 'edge_torch_named_h5', 'model.h5'], 'unsupported-network', /PyTorch/],
  [['models', 'deeppicar_esp32_qat', 'opt-k2-40x30x3-T1.h5'], 'unsupported-layer', /QuantizeLayer.*quantisation/],
  [['models', 'onnx_akadjoker_light', 'model_light.pth'], 'unsupported-network', /PyTorch/],
  [['models', 'deeppicar_esp32_qat', 'opt-80x60x3-T3.tflite'], 'unsupported-network', /TensorFlow Lite/],
  [['drives', 'udacity_racha_full', 'model.json'], 'not-found', /weights/],
];
for (const [parts, code, message] of published) {
  const path = realData(...parts);
  test.skipIf(path === null)(`published: ${parts.join('/')}`, async () => {
    await expect(openModel(path ?? '')).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
}
