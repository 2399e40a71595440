import { createCanvas, type Canvas, type SKRSContext2D } from '@napi-rs/canvas';
import { seededRandom, type Random } from '../../shared/seeded-random.ts';
import { between } from './random.ts';
import { variantsPerKind, type PlantKind } from './scenery.ts';

/** Pictures of plants are this tall, foot at the bottom in the middle, lit from the left. */
export const spriteHeight = 120;
export const spriteWidth = 96;

export type PlantSprites = Readonly<Record<PlantKind, readonly Canvas[]>>;

type Colour = readonly [number, number, number];

export function drawPlantSprites(seed: number): PlantSprites {
  const random = seededRandom(seed ^ 0x7ee5);
  const variants = (draw: (context: SKRSContext2D, random: Random) => void): Canvas[] =>
    Array.from({ length: variantsPerKind }, () => {
      const canvas = createCanvas(spriteWidth, spriteHeight);
      draw(canvas.getContext('2d'), random);
      return canvas;
    });
  return { broadleaf: variants(drawBroadleaf), conifer: variants(drawConifer), bush: variants(drawBush) };
}

function drawBroadleaf(context: SKRSContext2D, random: Random): void {
  const middle = spriteWidth / 2;
  drawTrunk(context, middle, 40, 7);
  const colour: Colour = [between(random, 44, 82), between(random, 86, 116), between(random, 34, 50)];
  drawLeaves(context, random, colour, 260, (angle, out) => ({
    x: middle + Math.cos(angle) * out * 42,
    y: 46 + Math.sin(angle) * out * 42,
  }));
}

function drawBush(context: SKRSContext2D, random: Random): void {
  const colour: Colour = [between(random, 60, 96), between(random, 92, 118), between(random, 36, 56)];
  drawLeaves(context, random, colour, 260, (angle, out) => ({
    x: spriteWidth / 2 + Math.cos(angle) * out * 42,
    y: spriteHeight - 8 - Math.abs(Math.sin(angle)) * out * 100,
  }));
}

function drawConifer(context: SKRSContext2D, random: Random): void {
  const middle = spriteWidth / 2;
  drawTrunk(context, middle, 22, 5);
  const colour: Colour = [between(random, 26, 46), between(random, 66, 86), between(random, 40, 52)];
  const slim = between(random, 24, 36);
  for (let tier = 0; tier < 26; tier++) {
    const part = 1 - tier / 26;
    const top = 2 + part * 96;
    const half = 2 + slim * part * between(random, 0.75, 1.1);
    for (const [side, light] of [
      [-1, 1.25],
      [1, 0.78],
    ] as const) {
      context.fillStyle = tint(colour, light * between(random, 0.85, 1.15));
      context.beginPath();
      context.moveTo(middle, top - 7);
      context.lineTo(middle + side * half, top + between(random, 5, 11));
      context.lineTo(middle, top + 9);
      context.fill();
    }
  }
}

function drawTrunk(context: SKRSContext2D, middle: number, height: number, width: number): void {
  const bark = context.createLinearGradient(middle - width / 2, 0, middle + width / 2, 0);
  bark.addColorStop(0, 'rgb(112,94,74)');
  bark.addColorStop(1, 'rgb(54,44,36)');
  context.fillStyle = bark;
  context.fillRect(middle - width / 2, spriteHeight - height, width, height);
}

/** A crown of small discs: dark ones behind and below right, light ones before and above left. */
function drawLeaves(
  context: SKRSContext2D,
  random: Random,
  colour: Colour,
  count: number,
  place: (angle: number, out: number) => { x: number; y: number },
): void {
  const middle = place(0, 0);
  for (let leaf = 0; leaf < count; leaf++) {
    const late = leaf / count;
    const { x, y } = place(between(random, 0, 2 * Math.PI), Math.sqrt(random()) * (1 - 0.25 * late));
    const facing = (middle.x - x) / 70 + (middle.y - y) / 90;
    const light = 0.62 + 0.35 * late + 0.5 * facing + between(random, -0.12, 0.12);
    context.fillStyle = tint(colour, light);
    context.beginPath();
    context.arc(x, y, between(random, 3, 8) * (1 - 0.4 * late), 0, 2 * Math.PI);
    context.fill();
  }
}

function tint(colour: Colour, light: number): string {
  const [red, green, blue] = colour.map((value) => Math.round(Math.min(255, Math.max(0, value * light))));
  return `rgb(${red},${green},${blue})`;
}
