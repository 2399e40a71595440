import type { SKRSContext2D } from '@napi-rs/canvas';
import { project, toCamera, type CameraPose } from './camera.ts';
import { poseOnCourse, type Course } from './course.ts';
import type { Light } from './light.ts';
import type { CarShape, OtherCar } from './traffic.ts';

/** Outline from the side, rear to front: metres along the car and up. */
const outlines: Record<
  CarShape,
  { readonly outline: readonly (readonly [number, number])[]; readonly halfWidth: number }
> = {
  saloon: {
    halfWidth: 0.88,
    outline: [
      [-2.15, 0.28],
      [-2.2, 0.78],
      [-2.05, 0.95],
      [-1.55, 1.0],
      [-0.95, 1.42],
      [0.35, 1.44],
      [1.05, 0.98],
      [2.0, 0.82],
      [2.15, 0.6],
      [2.1, 0.28],
    ],
  },
  van: {
    halfWidth: 0.98,
    outline: [
      [-2.4, 0.32],
      [-2.45, 1.0],
      [-2.35, 2.05],
      [-2.2, 2.15],
      [1.0, 2.12],
      [1.75, 1.25],
      [2.4, 1.0],
      [2.45, 0.6],
      [2.4, 0.32],
    ],
  },
};
const glass = [38, 48, 58] as const;

interface Face {
  readonly corners: readonly (readonly [number, number, number])[];
  readonly colour: readonly [number, number, number];
  readonly light: number;
}

/** The soft shadow under a car. */
export function paintCarShadow(context: SKRSContext2D, course: Course, pose: CameraPose, car: OtherCar): void {
  const toPixel = carToPixel(course, pose, car);
  for (const [grow, alpha] of [
    [0.25, 0.25],
    [0.05, 0.45],
  ] as const) {
    const half = outlines[car.shape].halfWidth + grow;
    context.fillStyle = `rgba(18,20,24,${alpha})`;
    fillPolygon(context, [
      toPixel([-half, -2.3 - grow, 0]),
      toPixel([half, -2.3 - grow, 0]),
      toPixel([half, 2.3 + grow, 0]),
      toPixel([-half, 2.3 + grow, 0]),
    ]);
  }
}

/** Paints a car: faces far to near, then wheels and lamps. */
export function paintCar(
  context: SKRSContext2D,
  course: Course,
  pose: CameraPose,
  car: OtherCar,
  light: Light,
  haze: number,
): void {
  const { outline, halfWidth } = outlines[car.shape];
  const toPixel = carToPixel(course, pose, car);
  const shine = 0.7 + 0.3 * light.sun;
  const fill = (face: Face): void => {
    const [red, green, blue] = face.colour;
    const mixed = [
      red * face.light * shine * light.red * (1 - haze) + light.hazeRed * haze,
      green * face.light * shine * light.green * (1 - haze) + light.hazeGreen * haze,
      blue * face.light * shine * light.blue * (1 - haze) + light.hazeBlue * haze,
    ].map(Math.round);
    context.fillStyle = `rgb(${mixed.join(',')})`;
    fillPolygon(context, face.corners.map(toPixel));
  };
  for (const face of [...carFaces(car, outline, halfWidth)].sort((a, b) => farness(b) - farness(a))) fill(face);

  // Lamps and number plate are on the end that we see.
  const end = car.oncoming ? 2.16 : -2.22;
  const side = (sign: number): Face => ({
    corners: [
      [sign * (halfWidth - 0.05), end, 0.62],
      [sign * (halfWidth - 0.4), end, 0.62],
      [sign * (halfWidth - 0.4), end, 0.84],
      [sign * (halfWidth - 0.05), end, 0.84],
    ],
    colour: car.oncoming ? [250, 246, 225] : [205, 30, 28],
    light: 1.1,
  });
  fill(side(-1));
  fill(side(1));
  fill({
    corners: [
      [-0.26, end, 0.5],
      [0.26, end, 0.5],
      [0.26, end, 0.61],
      [-0.26, end, 0.61],
    ],
    colour: [205, 205, 198],
    light: 1,
  });

  function farness(face: Face): number {
    let sum = 0;
    for (const corner of face.corners) sum += toPixel(corner).forward;
    return sum / face.corners.length;
  }
}

function* carFaces(car: OtherCar, outline: readonly (readonly [number, number])[], halfWidth: number): Generator<Face> {
  /** The cabin is narrower than the body. */
  const halfAt = (up: number): number => (up > 1.02 ? halfWidth * 0.8 : halfWidth);
  for (let index = 0; index < outline.length; index++) {
    const [fromAlong, fromUp] = outline[index]!;
    const [toAlong, toUp] = outline[(index + 1) % outline.length]!;
    const rises = Math.abs(toUp - fromUp) > 0.3 && Math.max(fromUp, toUp) > 1.2;
    const flat = Math.abs(toAlong - fromAlong) > 2 * Math.abs(toUp - fromUp);
    yield {
      corners: [
        [-halfAt(fromUp), fromAlong, fromUp],
        [halfAt(fromUp), fromAlong, fromUp],
        [halfAt(toUp), toAlong, toUp],
        [-halfAt(toUp), toAlong, toUp],
      ],
      colour: rises ? glass : car.colour,
      light: rises ? 1 : flat ? 1.18 : 0.82,
    };
  }
  for (const sign of [-1, 1]) {
    yield {
      corners: outline.map(([along, up]) => [sign * halfAt(up), along, up] as const),
      colour: car.colour,
      light: sign < 0 ? 0.98 : 0.76,
    };
    yield {
      corners: outline
        .filter(([, up]) => up > 0.97)
        .map(([along, up]) => [sign * (halfAt(up) + 0.03), along * 0.86, 1 + (up - 1) * 0.86] as const),
      colour: glass,
      light: 1,
    };
    for (const along of [-1.35, 1.35]) {
      yield {
        corners: Array.from({ length: 10 }, (_, corner) => {
          const angle = (2 * Math.PI * corner) / 10;
          return [sign * (halfWidth + 0.02), along + 0.33 * Math.cos(angle), 0.33 + 0.33 * Math.sin(angle)] as const;
        }),
        colour: [30, 30, 32],
        light: 1,
      };
    }
  }
}

/** From the car's own metres (right, along, up) to a pixel, with its distance. */
function carToPixel(
  course: Course,
  pose: CameraPose,
  car: OtherCar,
): (corner: readonly [number, number, number]) => { column: number; row: number; forward: number } {
  const place = poseOnCourse(course, car.alongM, car.offsetM);
  const heading = place.heading + (car.oncoming ? Math.PI : 0);
  const sin = Math.sin(heading);
  const cos = Math.cos(heading);

  return ([right, along, up]) => {
    const point = toCamera(pose, place.x + right * cos + along * sin, place.z - right * sin + along * cos);
    const forward = Math.max(0.5, point.forward);
    return { ...project(pose, { right: point.right, forward }, up), forward };
  };
}

function fillPolygon(context: SKRSContext2D, corners: readonly { column: number; row: number }[]): void {
  context.beginPath();
  for (const { column, row } of corners) context.lineTo(column, row);
  context.closePath();
  context.fill();
}
