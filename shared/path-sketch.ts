import { z } from 'zod';
import type { SteeringOutputUnit } from './steering-output.ts';

/**
 * What a path over the road is sketched with, where nobody measured it. The path's shape in the picture depends on the
 * camera's height in wheelbases only, so the defaults, a car's, do for a model car too.
 */
export const pathSketchSchema = z.strictObject({
  /** Of the camera above a flat road, in metres. */
  cameraHeightM: z.number().min(0.01).max(20).default(1.2),
  /** Where the horizon lies, as a share of the picture's height from its top: the camera's pitch. */
  horizon: z.number().min(-1).max(1).default(0.4),
  /** From the left to the right edge of the picture, in degrees. */
  fieldOfViewDeg: z.number().min(5).max(170).default(60),
  wheelbaseM: z.number().min(0.01).max(20).default(2.7),
  /** How far the front wheels turn at a steering of 1, for steering in shares of full lock. */
  fullLockDeg: z.number().min(1).max(80).default(25),
  /** Turn of the steering wheel to that of the front wheels, for steering in degrees and radians; 1: it is theirs. */
  steeringRatio: z.number().min(0.1).max(50).default(15),
});
export type PathSketch = z.infer<typeof pathSketchSchema>;

/** A point of the picture, in its pixels. */
export type PicturePoint = readonly [x: number, y: number];

/** Both edges of the path from near to far, point by point. */
export interface SketchedPath {
  readonly left: readonly PicturePoint[];
  readonly right: readonly PicturePoint[];
}

/** How the path's steering is meant; as `SteeringScale`. */
export interface SteeringMeaning {
  readonly unit: SteeringOutputUnit;
  readonly positive: 'left' | 'right';
  readonly straight: number;
}

const reachInWheelbases = 12;
const halfWidthInWheelbases = 0.3;
const pointCount = 48;
/** Beyond a quarter of a circle a driver's next move says more than the wheel. */
const mostTurnRad = Math.PI / 2;
const largestFrontAngleRad = 1.4;

/**
 * The path's curvature to the right, in 1/m, by the kinematic bicycle model: front wheels turned by d, no slip, the rear
 * axle follows a circle of curvature tan(d) / wheelbase. An inverse turning radius is taken as it is. NaN stays NaN.
 */
export function pathCurvature(
  steering: number,
  { unit, positive, straight }: SteeringMeaning,
  sketch: PathSketch,
): number {
  const turned = (steering - straight) * (positive === 'right' ? 1 : -1);
  if (unit === '1/m') return turned;
  const inRadians = Math.PI / 180;
  const frontAngle = {
    normalised: turned * sketch.fullLockDeg * inRadians,
    deg: (turned * inRadians) / sketch.steeringRatio,
    rad: turned / sketch.steeringRatio,
  }[unit];
  return Math.tan(Math.max(-largestFrontAngleRad, Math.min(largestFrontAngleRad, frontAngle))) / sketch.wheelbaseM;
}

/**
 * A circle of this curvature on a flat road, as a pinhole camera over the rear axle sees it that looks straight ahead,
 * turned down or up until the horizon lies where it does. No distortion, no slope, no speed: a sketch.
 */
export function projectPath(
  curvature: number,
  sketch: PathSketch,
  picture: { readonly width: number; readonly height: number },
): SketchedPath {
  const { wheelbaseM, cameraHeightM } = sketch;
  const focal = picture.width / 2 / Math.tan((sketch.fieldOfViewDeg * Math.PI) / 360);
  // Down is positive: the horizon lies above the middle of a camera that looks down.
  const pitch = Math.atan((0.5 - sketch.horizon) * (picture.height / focal));
  const [sin, cos] = [Math.sin(pitch), Math.cos(pitch)];
  const reach = Math.min(reachInWheelbases * wheelbaseM, mostTurnRad / Math.max(Math.abs(curvature), 1e-9));
  const left: PicturePoint[] = [];
  const right: PicturePoint[] = [];
  for (let index = 0; index <= pointCount; index++) {
    const along = reach * (index / pointCount) ** 2;
    const turn = along * curvature;
    const straightOn = Math.abs(turn) < 1e-6;
    const aside = straightOn ? 0 : (1 - Math.cos(turn)) / curvature;
    const ahead = straightOn ? along : Math.sin(turn) / curvature;
    const ends = [-1, 1].map((side): PicturePoint | null => {
      const half = side * halfWidthInWheelbases * wheelbaseM;
      const x = aside + half * Math.cos(turn);
      const z = ahead - half * Math.sin(turn);
      const depth = cameraHeightM * sin + z * cos;
      const down = cameraHeightM * cos - z * sin;
      if (depth < 0.05 * cameraHeightM) return null;
      return [picture.width / 2 + (focal * x) / depth, picture.height / 2 + (focal * down) / depth];
    });
    const [leftEnd, rightEnd] = ends;
    if (!leftEnd || !rightEnd) continue;
    left.push(leftEnd);
    right.push(rightEnd);
  }
  return { left, right };
}
