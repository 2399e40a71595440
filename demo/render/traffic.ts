import { road, type Course } from './course.ts';
import type { DriveState } from './driver.ts';
import { lineNoise } from './noise.ts';
import { seededRandom } from '../../shared/seeded-random.ts';
import { between } from './random.ts';

export type CarShape = 'saloon' | 'van';

/** Another car at one frame. */
export interface OtherCar {
  readonly shape: CarShape;
  readonly colour: readonly [number, number, number];
  readonly alongM: number;
  readonly offsetM: number;
  /** Whether it comes towards us. */
  readonly oncoming: boolean;
}

const colours = [
  [176, 34, 36],
  [36, 66, 130],
  [196, 198, 202],
  [44, 46, 50],
  [214, 168, 52],
  [58, 108, 84],
] as const;

/** All other cars of a drive: `[frame][car]`, only those that may be seen. */
export function driveTraffic(course: Course, seed: number, states: readonly DriveState[]): OtherCar[][] {
  const random = seededRandom(seed ^ 0xca75);
  const frames: OtherCar[][] = states.map(() => []);
  const paint = (): OtherCar['colour'] => colours[Math.floor(random() * colours.length)]!;
  const shape = (): CarShape => (random() < 0.25 ? 'van' : 'saloon');
  const show = (frame: number, car: OtherCar): void => {
    const ahead = car.alongM - states[frame]!.atM;
    if (ahead > 4 && ahead < 160 && car.alongM > 0 && car.alongM < course.lengthM) frames[frame]!.push(car);
  };

  // Oncoming: each meets us at a random frame.
  for (let meeting = 40; meeting < states.length + 100; meeting += between(random, 70, 190)) {
    const body = { shape: shape(), colour: paint(), offsetM: -road.laneCentre - 0.1, oncoming: true };
    const speedMps = between(random, 9, 14);
    const frameAt = Math.min(Math.floor(meeting), states.length - 1);
    const metAt = states[frameAt]!;
    for (const [frame, state] of states.entries()) {
      show(frame, { ...body, alongM: metAt.atM - speedMps * (state.timeSecs - metAt.timeSecs) });
    }
  }

  // Ahead of us: cars that we follow for a while, each at its own changing distance.
  for (let from = 0; from < states.length;) {
    const until = from + Math.floor(between(random, 150, 260));
    const body = { shape: shape(), colour: paint(), offsetM: road.laneCentre, oncoming: false };
    const track = Math.floor(random() * 200);
    const gapM = between(random, 16, 34);
    for (let frame = from; frame < Math.min(until, states.length); frame++) {
      // It comes from and goes off into the distance.
      const edge = Math.min(frame - from, until - frame) / 45;
      const farther = 110 * Math.max(0, 1 - edge) ** 2 * (from === 0 && frame < until / 2 ? 0 : 1);
      const state = states[frame]!;
      show(frame, { ...body, alongM: state.atM + gapM + 4 * lineNoise(state.timeSecs / 3, track) + farther });
    }
    from = until + Math.floor(between(random, 60, 160));
  }
  return frames;
}
