import { createCanvas, loadImage, type Canvas, type SKRSContext2D } from '@napi-rs/canvas';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSession } from '../../main/analysis/session.ts';
import { registerClipFonts } from '../../main/export/clip-fonts.ts';
import { planUpscale } from '../../main/saliency/plan-upscale.ts';
import { paintMap, paintMask } from '../../shared/annotate/mask-image.ts';
import { maskStyleSchema } from '../../shared/mask-style.ts';
import type { Map2d } from '../../shared/pixels.ts';
import { demoDrivePath, demoModelPath } from '../bench/demo-paths.ts';

/*
 * The picture of docs/method.md: how VisualBackProp makes a mask of the bundled demo, step by step. Made anew by
 * `node tests/screenshots/method-pictures.ts`.
 */
const frame = 452;
const folder = join(import.meta.dirname, '..', '..', 'docs', 'method');
const [cellWidth, cellHeight, gap, labelWidth] = [360, 119, 12, 132];
const width = labelWidth + 3 * (cellWidth + gap);
const frameHeight = 286;

registerClipFonts();
const session = await openSession({ drivePath: demoDrivePath, modelPath: demoModelPath, threads: 1 });
const { model } = session.state;
const { stages, mask, predictedSteering } = await session.analyseFrame(frame);
const recorded = await loadImage(Buffer.from((await session.encodedFrame(frame, null)).bytes));
await session.dispose();
if (!model || !mask) throw new Error('The demo has no mask.');

/** What a stage's mask becomes on the way to the stage below it, or to the input. */
function scaledUp(stage: number): Map2d {
  let values = Float64Array.from(stages[stage]?.intermediate.values ?? []);
  let size = { height: 0, width: 0 };
  for (const step of model?.stages[stage]?.steps.toReversed() ?? []) {
    const upscale = planUpscale(step);
    const target = new Float64Array(upscale.height * upscale.width);
    upscale.run(values, target);
    [values, size] = [target, upscale];
  }
  return { height: size.height, width: size.width, values: Float32Array.from(values) };
}

const height = frameHeight + 56 + (stages.length + 1) * (cellHeight + gap);
const canvas = createCanvas(width, height);
const ctx = canvas.getContext('2d');
ctx.fillStyle = '#0e1013';
ctx.fillRect(0, 0, width, height);

text('The camera’s frame', labelWidth, 18);
text('Its final mask over it', labelWidth + 1.5 * (cellWidth + gap), 18);
const pictureWidth = 1.5 * cellWidth;
const pictureHeight = pictureWidth / 2;
ctx.drawImage(recorded, labelWidth, 28, pictureWidth, pictureHeight);
const maskLeft = labelWidth + 1.5 * (cellWidth + gap);
ctx.drawImage(recorded, maskLeft, 28, pictureWidth, pictureHeight);
const style = maskStyleSchema.parse({ colourMap: 'green', opacity: 0.9 });
ctx.drawImage(bitmap(paintMask(mask, style), mask), maskLeft, 28, pictureWidth, pictureHeight);

const top = frameHeight + 44;
['Averaged map', 'Mask of the layer above, scaled up', 'Product: intermediate mask'].forEach((title, column) =>
  text(title, labelWidth + column * (cellWidth + gap), top - 10),
);
for (let row = 0; row <= stages.length; row++) {
  const stage = stages.length - 1 - row;
  const y = top + row * (cellHeight + gap);
  const maps = stages[stage];
  text(maps?.layer ?? 'input', 12, y + cellHeight / 2 - 4);
  const { height: rows, width: columns } = maps?.averaged ?? model.input;
  text(`${rows} × ${columns}`, 12, y + cellHeight / 2 + 16, '#a3adb8');
  if (maps) cell(maps.averaged, 0, y);
  if (row > 0) cell(scaledUp(stage + 1), 1, y);
  if (maps) cell(maps.intermediate, 2, y);
}

function cell(map: Map2d, column: number, y: number): void {
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(
    bitmap(paintMap(map, 'inferno'), map),
    labelWidth + column * (cellWidth + gap),
    y,
    cellWidth,
    cellHeight,
  );
}

function bitmap(pixels: Uint8ClampedArray, map: Map2d): Canvas {
  const small = createCanvas(map.width, map.height);
  const into: SKRSContext2D = small.getContext('2d');
  const data = into.createImageData(map.width, map.height);
  data.data.set(pixels);
  into.putImageData(data, 0, 0);
  return small;
}

function text(words: string, x: number, y: number, colour = '#eceff3'): void {
  ctx.font = '500 15px "IBM Plex Sans"';
  ctx.fillStyle = colour;
  ctx.fillText(words, x, y);
}

mkdirSync(folder, { recursive: true });
const path = join(folder, 'ladder.jpg');
writeFileSync(path, await canvas.encode('jpeg', 88));
console.log(path, `predicted ${predictedSteering.toFixed(3)}`);
