import { lineNoise } from './noise.ts';
import type { Random } from '../../shared/seeded-random.ts';
import { between } from './random.ts';

/** The light of one frame. Factors multiply colours; haze is what far things fade into, 0..255. */
export interface Light {
  /** Strength of direct sun, 0 (clouded) .. 1. */
  readonly sun: number;
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly hazeRed: number;
  readonly hazeGreen: number;
  readonly hazeBlue: number;
}

/** What stays the same over a drive. */
export interface Daylight {
  /** Direction that shadows fall to, radians clockwise from north. */
  readonly shadowHeading: number;
  /** Metres of shadow a metre of height throws. */
  readonly shadowPerHeight: number;
  /** -1 cool morning .. 1 warm evening. */
  readonly warmth: number;
  /** Which line of the noise moves the clouds. */
  readonly track: number;
}

export function makeDaylight(random: Random): Daylight {
  return {
    shadowHeading: between(random, 0, 2 * Math.PI),
    shadowPerHeight: between(random, 1, 2),
    warmth: between(random, -0.6, 1),
    track: Math.floor(between(random, 0, 200)),
  };
}

/** Clouds pass within seconds; the camera's exposure follows and hides most, not all, of it. */
export function lightAt(daylight: Daylight, timeSecs: number): Light {
  const sun = Math.min(1, Math.max(0.1, 0.72 + 0.7 * lineNoise(timeSecs / 5, daylight.track)));
  const exposure = 0.9 + 0.12 * sun + 0.06 * lineNoise(timeSecs / 2.3, daylight.track + 20);
  const warm = 0.045 * daylight.warmth * sun;
  return {
    sun,
    red: exposure * (1 + warm),
    green: exposure,
    blue: exposure * (1 - warm + 0.03 * (1 - sun)),
    hazeRed: (186 + 14 * sun) * (1 + warm),
    hazeGreen: 198 + 10 * sun,
    hazeBlue: (212 + 8 * sun) * (1 - warm),
  };
}
