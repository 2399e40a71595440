import { createCanvas } from '@napi-rs/canvas';
import { alongCourse, type Course } from './course.ts';
import type { Daylight } from './light.ts';
import { seededRandom } from '../../shared/seeded-random.ts';
import { between } from './random.ts';
import type { Plant } from './scenery.ts';

/** Shadows of trees on the ground, in road coordinates: `[along, offset]`, 0 none .. 255 full. */
export interface GroundShadows {
  readonly rows: number;
  readonly values: Uint8Array;
}

const cellM = 0.2;
const halfWidthM = 16;
const columns = (2 * halfWidthM) / cellM;
/** Skia draws no canvas much longer. */
const rowsPerCanvas = 4000;

/** Throws the shadow of every plant, once for the whole drive. */
export function throwShadows(course: Course, plants: readonly Plant[], daylight: Daylight): GroundShadows {
  const rows = Math.ceil(course.lengthM / cellM);
  const values = new Uint8Array(rows * columns);
  for (let first = 0; first < rows; first += rowsPerCanvas) {
    const count = Math.min(rowsPerCanvas, rows - first);
    const canvas = createCanvas(columns, count);
    const context = canvas.getContext('2d');
    for (const [index, plant] of plants.entries()) {
      const along = plant.alongM / cellM - first;
      if (along < -150 || along > count + 150) continue;
      const random = seededRandom(index + 1);
      const turn = daylight.shadowHeading - alongCourse(course, course.heading, plant.alongM);
      const length = plant.heightM * daylight.shadowPerHeight;
      // From the foot to the top of the plant, metres: [offset, along].
      const toOffset = Math.sin(turn) * length;
      const toAlong = Math.cos(turn) * length;
      context.strokeStyle = 'rgba(0,0,0,0.8)';
      context.lineWidth = (0.05 * plant.heightM) / cellM;
      context.beginPath();
      context.moveTo((plant.offsetM + halfWidthM) / cellM, along);
      context.lineTo((plant.offsetM + toOffset * 0.5 + halfWidthM) / cellM, along + (toAlong * 0.5) / cellM);
      context.stroke();
      for (let leaf = 0; leaf < 34; leaf++) {
        const up = between(random, 0.3, 1);
        const spread = plant.heightM * 0.27 * Math.sin(Math.PI * Math.min(1, (up - 0.22) * 1.28));
        const angle = between(random, 0, 2 * Math.PI);
        const out = spread * Math.sqrt(random());
        const offset = plant.offsetM + toOffset * up + Math.cos(angle) * out;
        const at = along + (toAlong * up + Math.sin(angle) * out) / cellM;
        const radius = (plant.heightM * between(random, 0.04, 0.11)) / cellM;
        const column = (offset + halfWidthM) / cellM;
        const blot = context.createRadialGradient(column, at, radius * 0.45, column, at, radius);
        blot.addColorStop(0, 'rgba(0,0,0,0.62)');
        blot.addColorStop(1, 'rgba(0,0,0,0)');
        context.fillStyle = blot;
        context.fillRect(column - radius, at - radius, 2 * radius, 2 * radius);
      }
    }
    const pixels = context.getImageData(0, 0, columns, count).data;
    for (let index = 0; index < count * columns; index++) values[first * columns + index] = pixels[index * 4 + 3]!;
  }
  return { rows, values };
}

/** Shadow at a place of the ground, 0..1. */
export function shadowAt(shadows: GroundShadows, alongM: number, offsetM: number): number {
  const column = (offsetM + halfWidthM) / cellM - 0.5;
  const row = alongM / cellM - 0.5;
  if (column < 0 || column >= columns - 1 || row < 0 || row >= shadows.rows - 1) return 0;
  const left = Math.floor(column);
  const top = Math.floor(row);
  const at = top * columns + left;
  const { values } = shadows;
  const upper = values[at]! + (values[at + 1]! - values[at]!) * (column - left);
  const lower = values[at + columns]! + (values[at + columns + 1]! - values[at + columns]!) * (column - left);
  return (upper + (lower - upper) * (row - top)) / 255;
}
