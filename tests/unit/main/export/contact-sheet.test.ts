import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evenFrames, worstFrames, writeContactSheet } from '../../../../main/export/contact-sheet.ts';
import { maskLegend } from '../../../../main/export/mask-layers.ts';
import { layoutContactSheet } from '../../../../shared/annotate/contact-sheet-layout.ts';
import { maskStyleSchema } from '../../../../shared/mask-style.ts';
import { preprocessingSchema } from '../../../../shared/preprocessing.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';
import { makeGreyDrive, writeMeanNetwork } from '../../../support/tiny-network-file.ts';

test('evenly spaced frames are the middles of equal parts', () => {
  expect(evenFrames(100, 4)).toEqual([12, 37, 62, 87]);
  expect(evenFrames(2, 9)).toEqual([0, 1]);
  expect(evenFrames(0, 9)).toEqual([]);
});

test('the worst frames come worst first, not from the same moment, and only where both numbers are known', () => {
  const recorded = new Float64Array(40);
  const predicted = new Float64Array(40);
  predicted[30] = -0.5;
  predicted[31] = 0.4;
  predicted[5] = 0.3;
  predicted[10] = Number.NaN;
  predicted[16] = 0.1;
  expect(worstFrames(recorded, predicted, 3)).toEqual([30, 5, 16]);
});

test('the legend of a signed mask says which colour is which side', () => {
  const style = maskStyleSchema.parse({});
  const signs = { negative: 'left', positive: 'right' };
  const look = { style, largest: 0, name: 'LRP, epsilon', atPercentile: false };
  expect(maskLegend({ ...look, signs })).toBe('LRP, epsilon (blue left, orange right)');
  expect(maskLegend({ ...look, signs: null })).toBe('LRP, epsilon');
  const robust = { ...look, atPercentile: true };
  expect(maskLegend({ ...robust, signs: null })).toBe('LRP, epsilon (full colour at the 99th percentile)');
  expect(maskLegend({ ...robust, signs })).toMatch(/\(blue left, orange right, full colour at the 99th percentile\)$/);
});

describe('a contact sheet', () => {
  const greys = [0, 60, 120, 180, 240];
  const folder = temporaryFolder();
  const drivePath = join(folder.path, 'drive');
  const modelPath = join(folder.path, 'mean.h5');
  const outPath = join(folder.path, 'sheet.png');
  beforeAll(async () => {
    makeGreyDrive(drivePath, greys);
    await writeMeanNetwork(modelPath);
  });
  afterAll(() => folder[Symbol.dispose]());

  test('shows the frames in order', async () => {
    const request = { drivePath, modelPath, outPath, choose: 'even', count: 5 } as const;
    const sheet = await writeContactSheet({ ...request, maskStyle: maskStyleSchema.parse({}) });
    expect(sheet).toMatchObject({ path: outPath, frames: [0, 1, 2, 3, 4] });
    const image = await loadImage(outPath);
    const layout = layoutContactSheet(5, 2);
    expect([image.width, image.height]).toEqual([layout.width, layout.height]);
    const context = createCanvas(image.width, image.height).getContext('2d');
    context.drawImage(image, 0, 0);
    layout.cells.forEach(({ left, top, width }, index) => {
      const [red = NaN] = context.getImageData(left + width / 2, top + 100, 1, 1).data;
      expect(Math.abs(red - (greys[index] ?? NaN))).toBeLessThanOrEqual(2);
    });
  });

  test('takes even frames for the worst where predicted and recorded steering cannot be compared', async () => {
    const request = {
      drivePath,
      modelPath,
      outPath,
      choose: 'worst',
      count: 2,
      maskStyle: maskStyleSchema.parse({}),
    } as const;
    const inDegrees = preprocessingSchema.parse({ steps: [], steering: { unit: 'deg' } });
    expect((await writeContactSheet({ ...request, preprocessing: inDegrees })).frames).toEqual([1, 3]);
    // The grey frames are recorded as what the network answers to 0..1: fed with 0..255 the whitest is the worst.
    const raw = preprocessingSchema.parse({ steps: [] });
    expect((await writeContactSheet({ ...request, preprocessing: raw })).frames).toEqual([4]);
  });

  test('leaves nothing behind when it fails', async () => {
    const files = readdirSync(folder.path);
    const request = { drivePath: join(folder.path, 'none'), modelPath, outPath: join(folder.path, 'no.png') };
    const writing = writeContactSheet({ ...request, choose: 'worst', count: 3, maskStyle: maskStyleSchema.parse({}) });
    await expect(writing).rejects.toMatchObject({ code: 'not-found' });
    expect(readdirSync(folder.path)).toEqual(files);
  });
});
