import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { preprocessingStepSchema, resizeMethods, type PreprocessingStep } from '../../shared/preprocessing.ts';
import { denseLayout, type PixelLayout } from '../../main/preprocess/pixel-operation.ts';
import { planStep } from '../../main/preprocess/plan-step.ts';
import { compilePreprocessing } from '../../main/preprocess/preprocess.ts';
import { resizeByMethod } from '../../main/preprocess/resize.ts';

interface GoldenCase {
  readonly step: unknown;
  readonly height: number;
  readonly width: number;
  /** Null for 8-bit pixels; else the factor that made floats of them. */
  readonly scale: number | null;
  readonly shape: readonly number[];
  readonly type: string;
  readonly every: number;
  readonly sample: string;
  readonly sha256?: string;
}

/** Byte i is the top byte of the generator's state after i + 1 steps, as in the oracle. */
function picture(height: number, width: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length: height * width * 3 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** One step as part of a preprocessing, on pixels as they are. */
function plan(step: PreprocessingStep, layout: PixelLayout) {
  const isCrop = step.op === 'crop' || step.op === 'crop-share';
  const operation = isCrop ? null : planStep(step, layout, 0);
  if (!operation) throw new Error(`No golden is made of ${step.op}.`);
  return operation;
}

function decodeSample({ sample, type }: GoldenCase): Uint8Array | Float32Array {
  const bytes = Uint8Array.from(Buffer.from(sample, 'base64'));
  return type === 'uint8' ? bytes : new Float32Array(bytes.buffer);
}

/** The largest magnitude. */
const most = (values: readonly number[]): number =>
  values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);

const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, 'pixels.json'), 'utf8')) as {
  cases: readonly GoldenCase[];
};
const named = cases.map((golden) => {
  const step = preprocessingStepSchema.parse(golden.step);
  const { op, ...rest } = step;
  const kind = golden.scale === null ? '8-bit' : 'float';
  return { name: `${op} ${Object.values(rest).join(' ')} of ${golden.width} × ${golden.height} ${kind}`, step, golden };
});

test.each(named)('$name', ({ step, golden }) => {
  const { width, height, scale } = golden;
  const bytes = picture(height, width);
  const source = scale === null ? bytes : Float32Array.from(bytes, (byte) => byte * scale);
  const operation = plan(step, denseLayout({ width, height, channels: 3, isFloat: scale !== null }));
  const { output } = operation;
  const length = output.height * output.width * output.channels;
  const result = output.isFloat ? new Float32Array(length) : new Uint8Array(length);
  operation.run(source, 0, result);

  expect([output.height, output.width, output.channels]).toEqual(golden.shape);
  expect(output.isFloat).toBe(golden.type === 'float32');
  const expected = [...decodeSample(golden)];
  expect(expected.length).toBe(Math.ceil(length / golden.every));
  // 8-bit results are equal; floats within a few units in the last place of their largest value.
  const tolerance = output.isFloat ? most(expected) * 1e-6 : 0;
  const wrong = expected.reduce(
    (count, value, i) => count + (Math.abs(value - (result[i * golden.every] ?? Number.NaN)) <= tolerance ? 0 : 1),
    0,
  );
  // OpenCV leaves 8-bit INTER_CUBIC to Intel's library, which rounds a sum on the edge now up, now down.
  const isEdgeOfCubic = step.op === 'resize' && step.method === 'cv2-cubic' && !output.isFloat;
  expect(wrong, `of ${expected.length} elements`).toBeLessThanOrEqual(isEdgeOfCubic ? expected.length / 100 : 0);
  if (isEdgeOfCubic)
    expect(most(expected.map((value, i) => value - (result[i * golden.every] ?? 99)))).toBeLessThanOrEqual(1);
  if (golden.sha256 !== undefined) expect(sha256(result as Uint8Array)).toBe(golden.sha256);
});

test('an RGBA picture read in place, cropped, gives the same as its dense RGB', () => {
  const rgb = picture(160, 320);
  const rgba = new Uint8ClampedArray(160 * 320 * 4).fill(7);
  for (let i = 0; i < rgb.length; i++) rgba[Math.floor(i / 3) * 4 + (i % 3)] = rgb[i] ?? 0;
  const dense = denseLayout({ width: 320, height: 75, channels: 3, isFloat: false });
  const input = { name: 'input', height: 66, width: 200, channels: 3, layout: 'NHWC' } as const;
  for (const method of resizeMethods) {
    const operation = resizeByMethod[method](dense, 200, 66);
    const expected = operation.output.isFloat ? new Float32Array(39600) : new Uint8Array(39600);
    operation.run(rgb.subarray(60 * 320 * 3, 135 * 320 * 3), 0, expected);
    const prepared = new Float32Array(39600);
    compilePreprocessing(
      {
        version: 1,
        steps: [
          { op: 'crop', top: 60, bottom: 25, left: 0, right: 0 },
          { op: 'resize', width: 200, height: 66, method },
        ],
      },
      input,
    ).prepare({ width: 320, height: 160, data: rgba }, prepared);
    expect(prepared, method).toEqual(Float32Array.from(expected));
  }
});
