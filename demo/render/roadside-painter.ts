import { createCanvas, type Canvas, type SKRSContext2D } from '@napi-rs/canvas';
import { camera, project, type CameraPoint, type CameraPose } from './camera.ts';
import type { Light } from './light.ts';
import { spriteHeight, spriteWidth } from './plant-sprites.ts';
import type { Plant } from './scenery.ts';

interface Surroundings {
  readonly sunFromLeft: boolean;
  readonly light: Light;
  /** Share of the haze in what is seen, 0..1. */
  readonly haze: number;
}

/** Paints a plant's picture where it stands, mirrored to the sun, dimmed by the light and faded by the haze. */
export function paintPlant(
  context: SKRSContext2D,
  pose: CameraPose,
  point: CameraPoint,
  plant: Plant,
  sprite: Canvas,
  { sunFromLeft, light, haze }: Surroundings,
): void {
  const tinted = createCanvas(spriteWidth, spriteHeight);
  const tint = tinted.getContext('2d');
  tint.drawImage(sprite, 0, 0);
  tint.globalCompositeOperation = 'source-atop';
  tint.fillStyle = `rgba(30,38,52,${0.3 * (1 - light.sun)})`;
  tint.fillRect(0, 0, spriteWidth, spriteHeight);
  const [red, green, blue] = [light.hazeRed, light.hazeGreen, light.hazeBlue].map(Math.floor);
  tint.fillStyle = `rgba(${red},${green},${blue},${haze})`;
  tint.fillRect(0, 0, spriteWidth, spriteHeight);

  const foot = project(pose, point, 0);
  const height = (plant.heightM * camera.focalPx) / point.forward;
  const width = ((height * spriteWidth) / spriteHeight) * (plant.kind === 'bush' ? 1.5 : 1);
  context.save();
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'medium';
  context.translate(foot.column, foot.row);
  if (!sunFromLeft) context.scale(-1, 1);
  context.drawImage(tinted, -width / 2, -height, width, height);
  context.restore();
}

/** Paints a marker post: white, with a black sash and a red reflector. */
export function paintPost(context: SKRSContext2D, pose: CameraPose, point: CameraPoint, light: Light): void {
  const foot = project(pose, point, 0);
  const scale = camera.focalPx / point.forward;
  const box = (fromM: number, toM: number, colour: string, halfWidthM: number): void => {
    context.fillStyle = colour;
    context.fillRect(
      foot.column - halfWidthM * scale,
      foot.row - toM * scale,
      2 * halfWidthM * scale,
      (toM - fromM) * scale,
    );
  };
  const white = Math.round(205 * light.green);
  box(0, 0.95, `rgb(${white},${white},${white})`, 0.06);
  box(0.6, 0.82, 'rgb(40,40,44)', 0.06);
  box(0.64, 0.78, 'rgb(190,60,40)', 0.035);
}
