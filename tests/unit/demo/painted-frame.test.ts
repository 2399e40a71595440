import { describe, expect, test } from 'vitest';
import { decodeLabelPng, encodeLabelPng } from '../../../demo/label-png.ts';
import { paintFrame } from '../../../demo/render/frame.ts';
import { label } from '../../../demo/render/ground.ts';
import { makeScene } from '../../../demo/render/scene.ts';
import { loadImage, createCanvas } from '@napi-rs/canvas';

const scene = makeScene(4, 60);
const painted = paintFrame(scene, 30);
const rgba = painted.canvas.getContext('2d').getImageData(0, 0, 320, 160).data;

/** Mean brightness (0..255) of the pixels with a label. */
function brightness(of: number): { mean: number; count: number } {
  let sum = 0;
  let count = 0;
  for (const [pixel, value] of painted.labels.entries()) {
    if (value !== of) continue;
    sum += (rgba[pixel * 4]! + rgba[pixel * 4 + 1]! + rgba[pixel * 4 + 2]!) / 3;
    count++;
  }
  return { mean: sum / count, count };
}

describe('a painted frame', () => {
  test('is the same each time', () => {
    const again = paintFrame(makeScene(4, 60), 30);
    expect(again.labels).toEqual(painted.labels);
    expect(Buffer.from(again.canvas.data())).toEqual(Buffer.from(painted.canvas.data()));
  });

  test('is another one for another seed', () => {
    expect(paintFrame(makeScene(5, 60), 30).labels).not.toEqual(painted.labels);
  });

  test('has road, and markings on a small part of it, in the picture where the labels say', () => {
    const markings = brightness(label.marking);
    const road = brightness(label.road);
    expect(road.count).toBeGreaterThan(320 * 160 * 0.2);
    expect(markings.count / road.count).toBeGreaterThan(0.03);
    expect(markings.count / road.count).toBeLessThan(0.15);
    expect(markings.mean).toBeGreaterThan(road.mean + 60);
  });

  test('names nothing above the horizon', () => {
    expect(painted.labels.subarray(0, 58 * 320).every((value) => value === label.elsewhere)).toBe(true);
  });

  test('hides the road, markings too, behind another car', () => {
    const carAhead = { shape: 'van', colour: [200, 0, 0], offsetM: 1.8, oncoming: false } as const;
    const traffic = scene.states.map(({ atM }) => [{ ...carAhead, alongM: atM + 9 }]);
    const behindCar = paintFrame({ ...scene, plants: [], posts: [], traffic }, 30).labels;
    const alone = paintFrame({ ...scene, plants: [], posts: [], traffic: scene.states.map(() => []) }, 30).labels;
    const count = (labels: Uint8Array, of: number) => labels.filter((value) => value === of).length;
    expect(count(alone, label.object)).toBe(0);
    // About 2 m of width at 7 m distance and 205 px of focal length: some 57 columns.
    expect(count(behindCar, label.object)).toBeGreaterThan(57 * 15);
    for (const [pixel, value] of behindCar.entries()) if (value !== label.object) expect(value).toBe(alone[pixel]);
  });
});

describe('ground truth as PNG', () => {
  test('reads back what was written', () => {
    const read = decodeLabelPng(encodeLabelPng(painted.labels, 320, 160));
    expect(read).toEqual({ width: 320, height: 160, labels: painted.labels });
  });

  test('is a picture that any viewer shows', async () => {
    const labels = Uint8Array.of(0, 1, 2, 3, 3, 2, 1, 0);
    const image = await loadImage(encodeLabelPng(labels, 4, 2));
    const canvas = createCanvas(4, 2);
    canvas.getContext('2d').drawImage(image, 0, 0);
    const shown = canvas.getContext('2d').getImageData(0, 0, 4, 2).data;
    expect([0, 1, 2, 3].map((pixel) => [...shown.subarray(pixel * 4, pixel * 4 + 3)])).toEqual([
      [0, 0, 0],
      [96, 96, 96],
      [255, 255, 255],
      [64, 110, 200],
    ]);
    expect([...shown.subarray(16, 19)]).toEqual([64, 110, 200]);
  });
});
