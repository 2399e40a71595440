import { createCanvas, type Canvas, type SKRSContext2D } from '@napi-rs/canvas';
import { paintBackdrop } from './backdrop.ts';
import { camera, toCamera, type CameraPoint, type CameraPose } from './camera.ts';
import { paintCar, paintCarShadow } from './car-painter.ts';
import { poseOnCourse } from './course.ts';
import { label, paintGround } from './ground.ts';
import { lightAt, type Light } from './light.ts';
import { lineNoise } from './noise.ts';
import { paintPlant, paintPost } from './roadside-painter.ts';
import type { Scene } from './scene.ts';

/** A painted frame: the picture and what each pixel shows (`label`), `[row, column]`. */
export interface PaintedFrame {
  readonly canvas: Canvas;
  readonly labels: Uint8Array;
}

const sightM = 150;
const nearestM = 1.6;

interface Thing {
  readonly forward: number;
  paint(haze: number): void;
}

/** Paints frame `frame` of a scene. */
export function paintFrame(scene: Scene, frame: number): PaintedFrame {
  const state = scene.states[frame]!;
  const light = lightAt(scene.daylight, state.timeSecs);
  const pose: CameraPose = {
    x: state.x,
    z: state.z,
    heading: state.heading,
    horizonRow: camera.horizonRow + 1.1 * lineNoise(state.timeSecs * 1.7, 3) + 0.5 * lineNoise(state.timeSecs * 5, 4),
  };
  const canvas = createCanvas(camera.width, camera.height);
  const context = canvas.getContext('2d');
  paintBackdrop(context, scene.backdrop, pose, light);

  const labels = new Uint8Array(camera.width * camera.height);
  const picture = context.getImageData(0, 0, camera.width, camera.height);
  paintGround(picture.data, labels, scene, pose, state.atM, light);
  context.putImageData(picture, 0, 0);

  // What stands on the ground is painted apart, far to near, so that the labels learn what it hides.
  const standing = createCanvas(camera.width, camera.height);
  const standingContext = standing.getContext('2d');
  const things = [...thingsInSight(scene, frame, pose, light, standingContext)];
  for (const car of scene.traffic[frame]!) paintCarShadow(context, scene.course, pose, car);
  for (const thing of things.sort((a, b) => b.forward - a.forward)) thing.paint(1 - Math.exp(-thing.forward / 300));
  context.drawImage(standing, 0, 0);
  const cover = standingContext.getImageData(0, 0, camera.width, camera.height).data;
  for (let pixel = 0; pixel < labels.length; pixel++) {
    if (labels[pixel] !== label.elsewhere && cover[pixel * 4 + 3]! >= 128) labels[pixel] = label.object;
  }
  return { canvas, labels };
}

function* thingsInSight(
  scene: Scene,
  frame: number,
  pose: CameraPose,
  light: Light,
  context: SKRSContext2D,
): Generator<Thing> {
  const { atM } = scene.states[frame]!;
  const sunFromLeft = Math.sin(scene.daylight.shadowHeading - pose.heading) > 0;
  for (const plant of scene.plants) {
    if (plant.alongM < atM - 5 || plant.alongM > atM + sightM) continue;
    const point = standingPoint(scene, pose, plant);
    if (point.forward < nearestM || Math.abs(point.right) > point.forward + 12) continue;
    const sprite = scene.sprites[plant.kind][plant.variant]!;
    yield {
      forward: point.forward,
      paint: (haze) => paintPlant(context, pose, point, plant, sprite, { sunFromLeft, light, haze }),
    };
  }
  for (const post of scene.posts) {
    if (post.alongM < atM - 2 || post.alongM > atM + 90) continue;
    const point = standingPoint(scene, pose, post);
    if (point.forward < nearestM) continue;
    yield { forward: point.forward, paint: () => paintPost(context, pose, point, light) };
  }
  for (const car of scene.traffic[frame]!) {
    const point = standingPoint(scene, pose, car);
    if (point.forward < 4) continue;
    yield { forward: point.forward, paint: (haze) => paintCar(context, scene.course, pose, car, light, haze) };
  }
}

function standingPoint(scene: Scene, pose: CameraPose, thing: { alongM: number; offsetM: number }): CameraPoint {
  const place = poseOnCourse(scene.course, thing.alongM, thing.offsetM);
  return toCamera(pose, place.x, place.z);
}
