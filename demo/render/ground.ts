import { camera, type CameraPose } from './camera.ts';
import { road, type Course } from './course.ts';
import type { Light } from './light.ts';
import { markingCover } from './markings.ts';
import { planeNoise, resolved } from './noise.ts';
import { shadowAt, type GroundShadows } from './shadows.ts';

/** What a pixel shows, as the ground truth names it. */
export const label = { elsewhere: 0, road: 1, marking: 2, object: 3 } as const;

/** Ground beyond it is drawn as distant field, without road. */
const farthestM = 230;
/** Inverse length of the haze, 1/m. */
const hazeDensity = 1 / 520;

export interface Ground {
  readonly course: Course;
  readonly shadows: GroundShadows;
}

/**
 * Paints everything below the horizon into `rgba` (`[row, column, RGBA]`, camera size) and names its pixels in
 * `labels` (`[row, column]`). `nearM` is where along the course the camera is.
 */
export function paintGround(
  rgba: Uint8ClampedArray,
  labels: Uint8Array,
  ground: Ground,
  pose: CameraPose,
  nearM: number,
  light: Light,
): void {
  const { width, height, focalPx } = camera;
  const { course } = ground;
  const sin = Math.sin(pose.heading);
  const cos = Math.cos(pose.heading);
  const steps = course.curvature.length - 2;
  let rowStartM = nearM;
  for (let row = height - 1; row + 0.5 > pose.horizonRow; row--) {
    const below = row + 0.5 - pose.horizonRow;
    const forward = (camera.heightM * focalPx) / below;
    const forwardSpan = forward / below;
    const rightSpan = forward / focalPx;
    const haze = 1 - Math.exp(-forward * hazeDensity);
    let alongM = rowStartM;
    for (let column = 0; column < width; column++) {
      const right = (column + 0.5 - width / 2) * rightSpan;
      const x = pose.x + right * cos + forward * sin;
      const z = pose.z - right * sin + forward * cos;
      // Newton steps to the nearest point of the centre line, from the neighbouring pixel's.
      let offset = 0;
      let missed = 0;
      let heading = 0;
      let curvature = 0;
      for (let round = 0; round < 2; round++) {
        const position = Math.min(Math.max(alongM / course.stepM, 0), steps);
        const index = Math.floor(position);
        const part = position - index;
        heading = course.heading[index]! + (course.heading[index + 1]! - course.heading[index]!) * part;
        curvature = course.curvature[index]!;
        const dx = x - (course.x[index]! + (course.x[index + 1]! - course.x[index]!) * part);
        const dz = z - (course.z[index]! + (course.z[index + 1]! - course.z[index]!) * part);
        const roadSin = Math.sin(heading);
        const roadCos = Math.cos(heading);
        missed = dx * roadSin + dz * roadCos;
        offset = dx * roadCos - dz * roadSin;
        if (round === 0) {
          const step = missed / Math.max(0.25, 1 - curvature * offset);
          alongM = Math.min(
            Math.max(position * course.stepM + Math.min(15, Math.max(-15, step)), 0),
            steps * course.stepM,
          );
        }
      }
      if (column === 0) rowStartM = alongM;
      const turn = heading - pose.heading;
      const turnCos = Math.abs(Math.cos(turn));
      const turnSin = Math.abs(Math.sin(turn));
      const offsetSpan = rightSpan * turnCos + forwardSpan * turnSin;
      const alongSpan = rightSpan * turnSin + forwardSpan * turnCos;
      const onCourse = Math.abs(missed) < 0.5 + 0.1 * forwardSpan && forward < farthestM;
      const distance = onCourse ? Math.abs(offset) : Infinity;

      // Shares of the pixel: paint over asphalt over verge over grass.
      const asphalt = coverUpTo(distance, offsetSpan, road.asphaltHalfWidth + edgeWobble(x, z));
      let red = 0;
      let green = 0;
      let blue = 0;
      if (asphalt < 1) {
        const soil = coverUpTo(distance, offsetSpan, road.asphaltHalfWidth + 0.75 + 0.5 * planeNoise(x * 0.9, z * 0.9));
        const dry = planeNoise(x * 0.06, z * 0.06) + 0.6 * planeNoise(x * 0.31, z * 0.31);
        const tufts =
          planeNoise(x * 1.7, z * 1.7) * resolved(0.6, forwardSpan * 0.3) +
          0.8 * planeNoise(x * 5.3, z * 5.3) * resolved(0.19, forwardSpan * 0.3);
        const blades = 13 * dry + 15 * tufts;
        const stones = 13 * planeNoise(x * 6, z * 6) * resolved(0.17, forwardSpan * 0.3);
        red = mix(78 + 22 * dry + blades, 138 + stones, soil);
        green = mix(112 + 6 * dry + blades, 126 + stones, soil);
        blue = mix(46 + 0.6 * blades, 103 + stones, soil);
      }
      if (asphalt > 0) {
        const grain = 2.2 * planeNoise(x * 9, z * 9) * resolved(0.11, forwardSpan * 0.5);
        const patches = 2.5 * planeNoise(x * 0.23, z * 0.23);
        const fromLane = Math.abs(Math.abs(offset) - road.laneCentre) - 0.8;
        const tyres = 5 * Math.exp(-(fromLane * fromLane) / 0.12);
        const grey = 122 + grain + patches - tyres;
        red = mix(red, grey, asphalt);
        green = mix(green, grey + 1, asphalt);
        blue = mix(blue, grey + 4, asphalt);
      }
      const paint =
        onCourse && distance < road.asphaltHalfWidth + 1
          ? markingCover(offset, alongM, offsetSpan, alongSpan, Math.abs(curvature) > road.solidCurvature)
          : 0;
      if (paint > 0) {
        const worn = 1 - 0.12 * (1 + planeNoise(x * 3.1, z * 3.1)) * resolved(0.32, forwardSpan * 0.5);
        red = mix(red, 238, paint * worn);
        green = mix(green, 238, paint * worn);
        blue = mix(blue, 230, paint * worn);
      }
      labels[row * width + column] = paint >= 0.5 ? label.marking : asphalt >= 0.5 ? label.road : label.elsewhere;

      const shade = light.sun * (onCourse ? shadowAt(ground.shadows, alongM, offset) : 0);
      const at = (row * width + column) * 4;
      rgba[at] = mix(red * (1 - shade * 0.56) * light.red, light.hazeRed, haze);
      rgba[at + 1] = mix(green * (1 - shade * 0.52) * light.green, light.hazeGreen, haze);
      rgba[at + 2] = mix(blue * (1 - shade * 0.42) * light.blue, light.hazeBlue, haze);
      rgba[at + 3] = 255;
    }
  }
}

/** The edge of the asphalt is not cut with a knife. */
function edgeWobble(x: number, z: number): number {
  return 0.08 * planeNoise(x * 1.3, z * 1.3);
}

/** Share of a pixel `span` wide, `distance` from the middle, that is nearer to it than `limit`. */
function coverUpTo(distance: number, span: number, limit: number): number {
  const share = (limit - distance) / span + 0.5;
  return share <= 0 ? 0 : share >= 1 ? 1 : share;
}

function mix(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
