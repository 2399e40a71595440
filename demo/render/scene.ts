import { makeBackdrop, type Backdrop } from './backdrop.ts';
import { makeCourse, type Course } from './course.ts';
import { driveCourse, type DriveState } from './driver.ts';
import { makeDaylight, type Daylight } from './light.ts';
import { drawPlantSprites, type PlantSprites } from './plant-sprites.ts';
import { seededRandom } from '../../shared/seeded-random.ts';
import { growPlants, placePosts, type Plant, type Post } from './scenery.ts';
import { throwShadows, type GroundShadows } from './shadows.ts';
import { driveTraffic, type OtherCar } from './traffic.ts';

export const framesPerSec = 20;
const startM = 12;
/** Longest way in one frame, and sight beyond the last. */
const metresPerFrame = 0.75;
const sightM = 250;

/** A whole drive before any picture is painted: the world, and where everyone is at each frame. */
export interface Scene {
  readonly course: Course;
  readonly daylight: Daylight;
  readonly plants: readonly Plant[];
  readonly posts: readonly Post[];
  readonly sprites: PlantSprites;
  readonly shadows: GroundShadows;
  readonly backdrop: Backdrop;
  readonly states: readonly DriveState[];
  readonly traffic: readonly (readonly OtherCar[])[];
}

/** The same seed and length give the same scene. */
export function makeScene(seed: number, frameCount: number): Scene {
  const course = makeCourse(seed, startM + frameCount * metresPerFrame + sightM);
  const daylight = makeDaylight(seededRandom(seed ^ 0x11947));
  const plants = growPlants(course, seed);
  const states = driveCourse(course, seed ^ 0xd417e, startM, frameCount, framesPerSec);
  return {
    course,
    daylight,
    plants,
    posts: placePosts(course),
    sprites: drawPlantSprites(seed),
    shadows: throwShadows(course, plants, daylight),
    backdrop: makeBackdrop(seed),
    states,
    traffic: driveTraffic(course, seed, states),
  };
}
