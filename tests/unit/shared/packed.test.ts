import { expect, test } from 'vitest';
import { pack, unpack } from '../../../shared/packed.ts';
import { packColumns, packFrameAnalysis, unpackColumns, unpackFrameAnalysis } from '../../../shared/packed-analysis.ts';
import type { FrameAnalysis } from '../../../shared/analysis.ts';
import { textsOf } from '../../../shared/texts.ts';

test('arrays of every type come back equal, aligned, with their head', () => {
  const arrays = {
    odd: Uint8Array.of(1, 2, 3),
    f32: Float32Array.of(0.5, Number.NaN),
    f64: Float64Array.of(Math.PI),
    u32: Uint32Array.of(0xffffffff),
  };
  const { meta, arrays: back } = unpack(pack({ name: 'Straße' }, arrays).buffer);
  expect(meta).toEqual({ name: 'Straße' });
  expect(back).toEqual(arrays);
});

test('a cut reply is an error, not a short array', () => {
  const bytes = pack({}, { values: new Float64Array(4) });
  expect(() => unpack(bytes.slice(0, bytes.length - 8).buffer)).toThrow(RangeError);
});

test('a frame analysis survives the wire, NaN and flat mask included', () => {
  const map = (height: number, width: number) => ({
    height,
    width,
    values: new Float32Array(height * width).fill(0.25),
  });
  const analysis: FrameAnalysis = {
    frame: 7,
    predictedSteering: Number.NaN,
    outputs: [Float32Array.of(Number.NaN), Float32Array.of(1, 2)],
    mask: { ...map(2, 3), signed: true, flat: true, min: Number.NaN, max: Infinity },
    stages: [{ layer: 'conv1', averaged: map(2, 2), intermediate: map(2, 2) }],
    networkView: { left: 0, top: 60, width: 320, height: 75 },
    timings: { decodeMs: 1, preprocessMs: 2, forwardMs: 3, saliencyMs: 4 },
    problems: [{ severity: 'error', code: 'nan-output', message: 'The network answered NaN.', place: null, frame: 7 }],
  };
  expect(unpackFrameAnalysis(packFrameAnalysis(analysis).buffer)).toEqual(analysis);
});

test('columns survive the wire, names of pictures and what is missing included', () => {
  const image = { ...textsOf(['a.jpg', 'ü.jpg']), prefixes: ['IMG/', ''], prefixOf: Uint32Array.of(1, 0) };
  const columns = {
    ...{ timeSecs: null, steering: Float64Array.of(0.5, Number.NaN), numeric: { speed: Float64Array.of(1, 2) } },
    ...{ logRow: Uint32Array.of(2, 3), image },
  };
  expect(unpackColumns(packColumns(columns).buffer)).toEqual(columns);
});
