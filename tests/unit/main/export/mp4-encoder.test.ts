import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Mp4Encoder } from '../../../../main/export/mp4-encoder.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';
import { readClip } from '../../../support/read-clip.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => (folder = temporaryFolder()));
afterEach(() => folder[Symbol.dispose]());

const size = { width: 128, height: 64 };
const solid = (colour: readonly number[]): Buffer => {
  const rgba = Buffer.alloc(size.width * size.height * 4);
  for (let at = 0; at < rgba.length; at += 4) rgba.set([...colour, 255], at);
  return rgba;
};

describe('the encoder', () => {
  test('keeps colours, uneven times, title and the index in front', async () => {
    const path = join(folder.path, 'colours.mp4');
    const encoder = new Mp4Encoder(path, { ...size, title: 'Colours, 色', usualStepSecs: 0.1 });
    const colours = [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [128, 128, 128],
    ];
    const starts = [0, 0.1, 0.35, 0.4];
    for (const [index, colour] of colours.entries()) {
      const start = starts[index] ?? 0;
      await encoder.write(solid(colour), start, (starts[index + 1] ?? 0.5) - start);
    }
    await encoder.finish();
    encoder.close();

    const clip = await readClip(path);
    expect(clip).toMatchObject({ codecName: 'h264', ...size, title: 'Colours, 色' });
    expect(clip.frames.map(({ timeSecs }) => Number(timeSecs.toFixed(4)))).toEqual(starts);
    expect(clip.durationSecs).toBeCloseTo(0.5, 3);
    clip.frames.forEach((frame, index) =>
      frame.colourAt(64, 32).forEach((channel, at) => {
        // 8-bit limited range and lossy: a few levels. Another colour space would be 20 and more off.
        expect(Math.abs(channel - (colours[index]?.[at] ?? NaN)), `frame ${index}`).toBeLessThanOrEqual(6);
      }),
    );
    const bytes = readFileSync(path).toString('latin1');
    expect(bytes.indexOf('moov')).toBeGreaterThan(0);
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
  });

  test('may be closed unfinished, and twice', async () => {
    const path = join(folder.path, 'half.mp4');
    const encoder = new Mp4Encoder(path, { ...size, title: '', usualStepSecs: 0.05 });
    await encoder.write(solid([1, 2, 3]), 0, 0.05);
    encoder.close();
    encoder.close();
    expect(existsSync(path)).toBe(true);
  });

  test('says what is wrong with a place that cannot be written', () => {
    const path = join(folder.path, 'missing', 'clip.mp4');
    const open = (): Mp4Encoder => new Mp4Encoder(path, { ...size, title: '', usualStepSecs: 0.05 });
    expect(open).toThrow(expect.objectContaining({ code: 'output-not-writable' }) as Error);
  });

  test.skipIf(!existsSync('/dev/full'))('says that the disk is full', () => {
    const open = (): Mp4Encoder => new Mp4Encoder('/dev/full', { ...size, title: '', usualStepSecs: 0.05 });
    expect(open).toThrow(expect.objectContaining({ code: 'disk-full' }) as Error);
  });
});
