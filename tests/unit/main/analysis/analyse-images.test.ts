import { expect, test } from 'vitest';
import { ImageAnalyser } from '../../../../main/analysis/analyse-images.ts';
import type { FramePicture } from '../../../../main/analysis/frame-picture.ts';
import type { Network } from '../../../../main/analysis/open-network.ts';
import { planOtherInputs } from '../../../../main/analysis/other-inputs.ts';
import { chooseSteering } from '../../../../main/analysis/steering-reader.ts';
import type { InputBatch } from '../../../../main/engines/engine.ts';
import type { ModelInfo } from '../../../../shared/model.ts';
import { SteerscopeError } from '../../../../shared/steerscope-error.ts';

const info = {
  path: '/n.onnx',
  input: { name: 'picture', height: 1, width: 1, channels: 1, layout: 'NHWC' },
  otherInputs: [{ name: 'speed', shape: [1] }],
  outputs: [{ name: 'steering', shape: [1] }],
  layers: [],
  stages: [],
} as unknown as ModelInfo;

test('numbers go with their own pictures; a lost picture and a missing number cost their frame only', async () => {
  const batches: InputBatch[] = [];
  const network = {
    model: { info },
    engine: {
      run: (batch: InputBatch) => {
        batches.push({ ...batch, data: batch.data.slice() });
        return Promise.resolve(
          Array.from({ length: batch.count }, (_, index) => ({
            outputs: [Float32Array.of((batch.data[index] ?? 0) + (batch.others?.['speed']?.[index] ?? 0))],
            averaged: [],
          })),
        );
      },
    },
    otherInputs: planOtherInputs(info),
    preprocessing: { steps: [] },
    preprocessor: {
      prepare: ({ data }: { readonly data: Uint8Array }, into: Float32Array) => {
        into[0] = data[0] ?? 0;
        return { networkView: { left: 0, top: 0, width: 1, height: 1 } };
      },
    },
  } as unknown as Network;
  const analyser = new ImageAnalyser(network, {
    ...{ steering: chooseSteering(info, undefined, null), stages: [], method: 'visual-backprop' },
  });
  const lost = new SteerscopeError('image-not-decodable', 'Lost.', '');
  const picture = (frame: number, grey: number, speed: number): FramePicture => {
    const image = { width: 1, height: 1, data: Uint8Array.of(grey, grey, grey, 255) };
    return { frame, decodeMs: 0, numbers: { speed: Float32Array.of(speed) }, image, error: null };
  };
  const analyses = await analyser.analyse([
    picture(4, 10, 0.5),
    { frame: 5, decodeMs: 0, numbers: { speed: Float32Array.of(9) }, image: null, error: lost },
    picture(6, 20, Number.NaN),
    picture(7, 30, 0.25),
  ]);
  expect(batches).toEqual([{ count: 2, data: Float32Array.of(10, 30), others: { speed: Float32Array.of(0.5, 0.25) } }]);
  expect(analyses.map(({ frame, predictedSteering }) => [frame, predictedSteering])).toEqual([
    [4, 10.5],
    [5, Number.NaN],
    [6, Number.NaN],
    [7, 30.25],
  ]);
  expect(analyses[2]?.problems).toMatchObject([{ code: 'input-mismatch', frame: 6 }]);
});
