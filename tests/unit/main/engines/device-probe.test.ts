import { expect, test } from 'vitest';
import { compareWithCpu, probePictures } from '../../../../main/engines/device-probe.ts';
import type { Engine, EngineResult, InputBatch } from '../../../../main/engines/engine.ts';
import { tinyModel } from '../../../support/tiny-models.ts';

const model = await tinyModel([2, 2, 1], []);
const { info } = model;

/** Answers each picture with its first number and one averaged map, changed by `change`. */
function fake(change: (value: number) => number = (value) => value): Engine {
  const answer = (value: number): EngineResult => ({
    outputs: [Float32Array.of(change(value))],
    averaged: [{ height: 1, width: 1, values: Float32Array.of(change(2 * value)) }],
  });
  return {
    run: async ({ count, data }: InputBatch) =>
      Array.from({ length: count }, (_, picture) => answer(data[picture * 4] ?? 0)),
  } as unknown as Engine;
}

test('pictures from black to white, the same every time, in the range that the network takes', () => {
  const { count, data } = probePictures({ ...info, scalesInput: true });
  expect(data.length).toBe(count * 4);
  expect([...data.subarray(0, 8)]).toEqual([0, 0, 0, 0, 255, 255, 255, 255]);
  expect(Math.min(...data)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...data)).toBeLessThanOrEqual(255);
  expect(probePictures({ ...info, scalesInput: true }).data).toEqual(data);
  expect(Math.max(...probePictures({ ...info, scalesInput: false }).data)).toBe(1);
});

test('the same answers agree; the difference is measured beside the largest answer', async () => {
  expect(await compareWithCpu(fake(), fake(), info)).toMatchObject({ agrees: true, probe: { maxDifference: 0 } });
  const { agrees, probe } = await compareWithCpu(
    fake((value) => value + 0.25),
    fake(),
    info,
  );
  // The largest output is 1 (white), the largest number of the map 2.
  expect(probe.maxDifference).toBeCloseTo(0.25, 6);
  expect(agrees).toBe(false);
});

test('a device that answers NaN where the CPU does not never agrees; where both do, it may', async () => {
  const nanForWhite = (value: number) => (value === 1 ? NaN : value);
  expect((await compareWithCpu(fake(nanForWhite), fake(), info)).agrees).toBe(false);
  expect((await compareWithCpu(fake(nanForWhite), fake(nanForWhite), info)).agrees).toBe(true);
});
