import { beforeEach, expect, test } from 'vitest';
import type { FramePicture } from '../../../../main/analysis/frame-picture.ts';
import { inputOfImage, NetworkInputs, type PreparedFrame } from '../../../../main/analysis/network-inputs.ts';
import type { Network } from '../../../../main/analysis/open-network.ts';
import { planOtherInputs } from '../../../../main/analysis/other-inputs.ts';
import type { InputBatch } from '../../../../main/engines/engine.ts';
import type { ModelInfo } from '../../../../shared/model.ts';
import type { RgbaImage } from '../../../../shared/pixels.ts';
import { SteerscopeError } from '../../../../shared/steerscope-error.ts';

const info = {
  path: '/n.onnx',
  input: { name: 'picture', height: 1, width: 1, channels: 1, layout: 'NHWC' },
  otherInputs: [{ name: 'speed', shape: [1] }],
} as unknown as ModelInfo;

const batches: InputBatch[] = [];
/** Is given the red of a picture's one pixel. */
const network = {
  model: { info },
  engine: {
    run: (batch: InputBatch) => {
      batches.push({ ...batch, data: batch.data.slice() });
      return Promise.resolve([]);
    },
  },
  otherInputs: planOtherInputs(info),
  preprocessor: {
    prepare: ({ data }: RgbaImage, into: Float32Array) => {
      into[0] = data[0] ?? 0;
      return { networkView: { left: 0, top: 0, width: 1, height: 1 } };
    },
  },
} as unknown as Network;

const image = (red: number): RgbaImage => ({ width: 1, height: 1, data: Uint8ClampedArray.of(red, 0, 0, 255) });
const picture = (frame: number, red: number, speed: number): FramePicture => ({
  ...{ frame, decodeMs: 0, numbers: { speed: Float32Array.of(speed) }, image: image(red), error: null },
});
const lost: FramePicture = {
  ...{
    frame: 5,
    decodeMs: 0,
    numbers: {},
    image: null,
    error: new SteerscopeError('image-not-decodable', 'Lost.', ''),
  },
};
const fit = (prepared: readonly (PreparedFrame | SteerscopeError)[]): PreparedFrame[] =>
  prepared.flatMap((frame) => (frame instanceof SteerscopeError ? [] : [frame]));

let inputs: NetworkInputs;
beforeEach(() => {
  batches.length = 0;
  inputs = new NetworkInputs(network);
});

test('what fits lies close together in the batch, with its own numbers', async () => {
  const prepared = inputs.prepare([picture(4, 10, 0.5), lost, picture(6, 20, Number.NaN), picture(7, 30, 0.25)]);
  expect(prepared.map((frame) => (frame instanceof SteerscopeError ? frame.code : frame.inBatch))).toEqual([
    0,
    'image-not-decodable',
    'input-mismatch',
    1,
  ]);
  await inputs.run(fit(prepared));
  expect(batches).toEqual([{ count: 2, data: Float32Array.of(10, 30), others: { speed: Float32Array.of(0.5, 0.25) } }]);
  expect(fit(prepared).map((frame) => [...inputs.inputOf(frame)])).toEqual([[10], [30]]);
});

test('where nothing fits, nothing is run', async () => {
  expect(await inputs.run(fit(inputs.prepare([lost])))).toEqual([]);
  expect(batches).toEqual([]);
});

test('other pixels in the place of a frame keep its numbers', () => {
  const [, second] = fit(inputs.prepare([picture(4, 10, 0.5), picture(7, 30, 0.25)]));
  const batch = inputs.inPlaceOf(second!, Float32Array.of(1, 2, 3), 3);
  expect(batch).toEqual({
    ...{ count: 3, data: Float32Array.of(1, 2, 3), others: { speed: Float32Array.of(0.25, 0.25, 0.25) } },
  });
});

test('a picture by itself leaves those that are prepared as they are', () => {
  const [prepared] = fit(inputs.prepare([picture(4, 10, 0.5)]));
  expect([...inputOfImage(network, image(99))]).toEqual([99]);
  expect([...inputs.inputOf(prepared!)]).toEqual([10]);
});
