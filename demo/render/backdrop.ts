import { createCanvas, type Canvas, type SKRSContext2D } from '@napi-rs/canvas';
import { camera, type CameraPose } from './camera.ts';
import type { Light } from './light.ts';
import { lineNoise, planeNoise } from './noise.ts';
import { seededRandom } from '../../shared/seeded-random.ts';
import { between } from './random.ts';

/** A full turn of far scenery: as many columns as the camera has pixels for a circle. */
const turnPx = Math.round(2 * Math.PI * camera.focalPx);
const skyRows = 90;
/** Rows of a hill layer above and below the horizon. */
const hillRows = 40;

/** Clouds and hills all around, white on nothing and in their own colours; drawn once for a drive. */
export interface Backdrop {
  readonly clouds: Canvas;
  readonly hills: Canvas;
}

export function makeBackdrop(seed: number): Backdrop {
  const random = seededRandom(seed ^ 0xbacd);
  return { clouds: drawClouds(random), hills: drawHills(random) };
}

/** Sky, clouds and hills, down to the horizon. */
export function paintBackdrop(context: SKRSContext2D, backdrop: Backdrop, pose: CameraPose, light: Light): void {
  const { width, height } = camera;
  const sky = context.createLinearGradient(0, pose.horizonRow - skyRows, 0, pose.horizonRow + 2);
  sky.addColorStop(0, rgb(72 * light.red, 122 * light.green, 190 * light.blue));
  sky.addColorStop(0.65, rgb(140 * light.red, 178 * light.green, 218 * light.blue));
  sky.addColorStop(1, rgb(light.hazeRed, light.hazeGreen, light.hazeBlue));
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
  context.globalAlpha = 0.85;
  drawTurned(context, backdrop.clouds, pose, pose.horizonRow - skyRows);
  context.globalAlpha = 1;
  drawTurned(context, backdrop.hills, pose, pose.horizonRow - hillRows);
}

/** Draws a strip that goes all around, so that its column for the camera's heading lies in the middle. */
function drawTurned(context: SKRSContext2D, strip: Canvas, pose: CameraPose, top: number): void {
  const turned = (((pose.heading / (2 * Math.PI)) % 1) + 1) % 1;
  const left = camera.width / 2 - turned * turnPx;
  for (const shift of [-turnPx, 0, turnPx]) {
    if (left + shift < camera.width && left + shift + turnPx > 0) context.drawImage(strip, left + shift, top);
  }
}

/** Noise along a circle, so that the strip's ends meet; `waves` periods around. */
function around(column: number, waves: number, track: number): number {
  const angle = (2 * Math.PI * column) / turnPx;
  const radius = waves / (2 * Math.PI);
  return planeNoise(track * 17.3 + radius * Math.cos(angle), track * 7.1 + radius * Math.sin(angle));
}

function drawClouds(random: () => number): Canvas {
  const canvas = createCanvas(turnPx, skyRows);
  const context = canvas.getContext('2d');
  const image = context.createImageData(turnPx, skyRows);
  const track = between(random, 0, 200);
  for (let row = 0; row < skyRows; row++) {
    // Clouds are seen ever flatter towards the horizon.
    const away = 60 / (skyRows + 12 - row);
    for (let column = 0; column < turnPx; column++) {
      const angle = (2 * Math.PI * column) / turnPx;
      const x = track + Math.cos(angle) * away * 4;
      const y = track + Math.sin(angle) * away * 4;
      const density =
        planeNoise(x, y) +
        0.5 * planeNoise(x * 2.1, y * 2.1) +
        0.28 * planeNoise(x * 4.7, y * 4.7) +
        0.15 * planeNoise(x * 9.7, y * 9.7);
      const at = (row * turnPx + column) * 4;
      image.data[at] = image.data[at + 1] = 255;
      image.data[at + 2] = 252;
      image.data[at + 3] = 235 * Math.min(1, Math.max(0, density * 1.3 + 0.05));
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

function drawHills(random: () => number): Canvas {
  const canvas = createCanvas(turnPx, hillRows + 4);
  const context = canvas.getContext('2d');
  const track = between(random, 0, 200);
  const layers = [
    { waves: 9, rows: 17, base: 9, colour: [150, 172, 196] },
    { waves: 15, rows: 11, base: 6, colour: [128, 154, 162] },
    { waves: 26, rows: 5, base: 4, colour: [98, 128, 108] },
  ];
  for (const [index, { waves, rows, base, colour }] of layers.entries()) {
    const [red, green, blue] = colour as [number, number, number];
    for (let column = 0; column < turnPx; column++) {
      const rise =
        base + rows * (around(column, waves, track + index) + 0.4 * around(column, waves * 3, track + index + 3));
      // The nearest layer is a wood: its outline is made of crowns.
      const crowns = index === 2 ? 1.6 * Math.abs(lineNoise(column * 0.34, 77)) : 0;
      const top = hillRows - Math.max(1.5, rise + crowns);
      const fade = context.createLinearGradient(0, top, 0, hillRows + 4);
      fade.addColorStop(0, rgb(red, green, blue));
      fade.addColorStop(1, rgb(red + 46, green + 40, blue + 36));
      context.fillStyle = fade;
      context.fillRect(column, top, 1, hillRows + 4 - top);
    }
  }
  return canvas;
}

function rgb(red: number, green: number, blue: number): string {
  return `rgb(${Math.round(red)},${Math.round(green)},${Math.round(blue)})`;
}
