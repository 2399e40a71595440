import { seededRandom } from '../../shared/seeded-random.ts';
import { between } from './random.ts';

/**
 * The centre line of a road on a plane. World coordinates in metres, x to the east and z to the north; headings in
 * radians clockwise from north, so curvature (1/m) is positive where the road bends to the right.
 * Offsets from the centre line are metres, positive to the right.
 */
export interface Course {
  readonly lengthM: number;
  readonly stepM: number;
  /** One value every `stepM` along the centre line. */
  readonly curvature: Float64Array;
  readonly heading: Float64Array;
  readonly x: Float64Array;
  readonly z: Float64Array;
}

/** Road cross-section, metres from the centre line; the same to both sides. */
export const road = {
  asphaltHalfWidth: 4.1,
  edgeLineCentre: 3.6,
  lineWidth: 0.24,
  laneCentre: 1.8,
  dashLength: 4,
  dashPeriod: 9,
  /** Where the centre line turns solid: too tight a bend to overtake. */
  solidCurvature: 1 / 38,
} as const;

const tightestRadiusM = 24;
const stepM = 0.5;

/** A random course of straights and bends, joined by clothoids (curvature linear in the way). */
export function makeCourse(seed: number, lengthM: number): Course {
  const random = seededRandom(seed);
  const count = Math.ceil(lengthM / stepM) + 1;
  const curvature = new Float64Array(count);
  const heading = new Float64Array(count);
  const x = new Float64Array(count);
  const z = new Float64Array(count);

  let from = 0;
  let to = 0;
  let transitionM = 12;
  let holdM = 8;
  let sinceM = 0;
  for (let index = 0; index < count; index++) {
    if (sinceM >= transitionM + holdM) {
      from = to;
      to = nextCurvature(random, from, heading[index - 1] ?? 0);
      transitionM = between(random, 9, 22);
      holdM = to === 0 ? between(random, 4, 30) : between(random, 4, 24);
      sinceM = 0;
    }
    curvature[index] = from + (to - from) * Math.min(1, sinceM / transitionM);
    sinceM += stepM;
    if (index === 0) continue;
    const turn = (curvature[index - 1]! + curvature[index]!) / 2;
    heading[index] = heading[index - 1]! + turn * stepM;
    const middle = (heading[index - 1]! + heading[index]!) / 2;
    x[index] = x[index - 1]! + Math.sin(middle) * stepM;
    z[index] = z[index - 1]! + Math.cos(middle) * stepM;
  }
  return { lengthM, stepM, curvature, heading, x, z };
}

/** A straight one time in five; else a bend, rather the other way than the last, and never far round in a circle. */
function nextCurvature(random: () => number, last: number, heading: number): number {
  if (random() < 0.2 && last !== 0) return 0;
  const turnsBack = Math.abs(heading) > 1.1 ? -Math.sign(heading) : 0;
  const sign = turnsBack || (last !== 0 && random() < 0.7 ? -Math.sign(last) : random() < 0.5 ? -1 : 1);
  const tightness = between(random, 0.15, 1) ** 1.4;
  return (sign * tightness) / tightestRadiusM;
}

/** Value of one of the course's arrays `atM` metres along, linear between steps, held beyond the ends. */
export function alongCourse(course: Course, values: Float64Array, atM: number): number {
  const position = Math.min(Math.max(atM / course.stepM, 0), values.length - 1.001);
  const index = Math.floor(position);
  const low = values[index]!;
  return low + (values[index + 1]! - low) * (position - index);
}

/** World position and heading of the point `atM` along and `offsetM` to the right of the centre line. */
export function poseOnCourse(course: Course, atM: number, offsetM: number): { x: number; z: number; heading: number } {
  const heading = alongCourse(course, course.heading, atM);
  return {
    x: alongCourse(course, course.x, atM) + Math.cos(heading) * offsetM,
    z: alongCourse(course, course.z, atM) - Math.sin(heading) * offsetM,
    heading,
  };
}

/** Mean curvature between two points of the course. */
export function meanCurvature(course: Course, fromM: number, toM: number): number {
  const turned = alongCourse(course, course.heading, toM) - alongCourse(course, course.heading, fromM);
  return turned / (toM - fromM);
}
