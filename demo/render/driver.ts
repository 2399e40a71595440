import { alongCourse, meanCurvature, poseOnCourse, road, type Course } from './course.ts';
import { seededRandom } from '../../shared/seeded-random.ts';
import { gaussian } from './random.ts';

/** The car at one recorded frame. */
export interface DriveState {
  readonly timeSecs: number;
  /** Metres along the centre line. */
  readonly atM: number;
  /** Metres to the right of the centre line. */
  readonly offsetM: number;
  /** World pose of the camera: metres, radians clockwise from north. */
  readonly x: number;
  readonly z: number;
  readonly heading: number;
  /** -1..1, positive to the right; ±1 is a road-wheel angle of 16 degrees. */
  readonly steering: number;
  readonly throttle: number;
  readonly brake: number;
  readonly speedMps: number;
}

const fullLockRad = (16 * Math.PI) / 180;
const wheelbaseM = 2.6;
const previewFromM = 2;
const previewToM = 10;
const substeps = 4;
/** The camera is not mounted in the middle of the car. */
const cameraOffsetM = 0.12;

/**
 * Steering for a place on the road, all of which a single picture shows: the bend ahead, the distance from the middle
 * of the lane (metres, positive when the car is right of it) and the heading against the road (radians, positive when
 * the car points right of it). -1..1, positive to the right.
 */
export function steeringFor(curvatureAhead: number, offCentreM: number, headingErrorRad: number): number {
  const curvature = curvatureAhead - 0.03 * offCentreM - 0.24 * headingErrorRad;
  return Math.min(1, Math.max(-1, Math.atan(wheelbaseM * curvature) / fullLockRad));
}

/** Drives the course from `startM` on: `frameCount` states, `1 / framesPerSec` apart. */
export function driveCourse(
  course: Course,
  seed: number,
  startM: number,
  frameCount: number,
  framesPerSec: number,
): DriveState[] {
  const random = seededRandom(seed);
  const stepSecs = 1 / framesPerSec / substeps;
  let atM = startM;
  let offsetM = road.laneCentre + 0.3 * gaussian(random);
  let headingError = 0.02 * gaussian(random);
  let speedMps = comfortableSpeed(course, atM);
  // Wind and bumps: a slowly changing curvature that the driver has to correct.
  let disturbance = 0;
  const states: DriveState[] = [];
  for (let frame = 0; frame < frameCount; frame++) {
    const ahead = meanCurvature(course, atM + previewFromM, atM + previewToM);
    const steering = steeringFor(ahead, offsetM - road.laneCentre, headingError);
    const acceleration = Math.min(2, Math.max(-4, 1.5 * (comfortableSpeed(course, atM) - speedMps)));
    const pose = poseOnCourse(course, atM, offsetM + cameraOffsetM);
    states.push({
      timeSecs: frame / framesPerSec,
      atM,
      offsetM,
      x: pose.x,
      z: pose.z,
      heading: pose.heading + headingError,
      steering,
      throttle: Math.max(0, acceleration / 3 + 0.15),
      brake: Math.max(0, -acceleration / 6 - 0.1),
      speedMps,
    });
    for (let step = 0; step < substeps; step++) {
      const curvature = alongCourse(course, course.curvature, atM);
      const driven = Math.tan(steering * fullLockRad) / wheelbaseM + disturbance;
      const progress = (speedMps * Math.cos(headingError)) / (1 - curvature * offsetM);
      atM += progress * stepSecs;
      offsetM += speedMps * Math.sin(headingError) * stepSecs;
      headingError += (speedMps * driven - curvature * progress) * stepSecs;
      speedMps += acceleration * stepSecs;
      disturbance += (-disturbance / 0.7) * stepSecs + 0.012 * Math.sqrt(stepSecs) * gaussian(random);
    }
  }
  return states;
}

/** Slower in bends: at most 3.2 m/s² sideways over the next 25 m, and 14.5 m/s at all. */
function comfortableSpeed(course: Course, atM: number): number {
  let tightest = 1e-6;
  for (let ahead = 0; ahead <= 25; ahead += 2.5) {
    tightest = Math.max(tightest, Math.abs(alongCourse(course, course.curvature, atM + ahead)));
  }
  return Math.min(14.5, Math.sqrt(3.2 / tightest));
}
