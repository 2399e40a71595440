import { road, type Course } from './course.ts';
import { lineNoise } from './noise.ts';
import { seededRandom } from '../../shared/seeded-random.ts';
import { between } from './random.ts';

export type PlantKind = 'broadleaf' | 'conifer' | 'bush';

/** A tree or bush beside the road. */
export interface Plant {
  readonly kind: PlantKind;
  /** Which of the drawn variants of the kind. */
  readonly variant: number;
  readonly alongM: number;
  readonly offsetM: number;
  readonly heightM: number;
}

/** A white marker post with a reflector. */
export interface Post {
  readonly alongM: number;
  readonly offsetM: number;
}

export const variantsPerKind = 5;

/** Plants beside the whole course: woods, hedges and open fields by turns. */
export function growPlants(course: Course, seed: number): Plant[] {
  const random = seededRandom(seed ^ 0x51ed);
  const track = Math.floor(between(random, 0, 200));
  const plants: Plant[] = [];
  for (let alongM = 0; alongM < course.lengthM; alongM += 1.6) {
    for (const side of [-1, 1]) {
      const density = 0.5 + 0.8 * lineNoise(alongM / 45, track + side);
      if (random() > density * 0.75) continue;
      const away = between(random, 0, 1) ** 1.8 * 22;
      const coniferous = lineNoise(alongM / 90, track + 9) > 0.1;
      const kind: PlantKind = random() < 0.25 ? 'bush' : coniferous === random() < 0.8 ? 'conifer' : 'broadleaf';
      plants.push({
        kind,
        variant: Math.floor(random() * variantsPerKind),
        alongM: alongM + between(random, -0.8, 0.8),
        offsetM: side * (road.asphaltHalfWidth + (kind === 'bush' ? 1.9 : 2.6) + away),
        heightM: kind === 'bush' ? between(random, 0.8, 1.9) : between(random, 4.5, 10),
      });
    }
  }
  return plants;
}

/** Marker posts every 20 m on both sides. */
export function placePosts(course: Course): Post[] {
  const posts: Post[] = [];
  for (let alongM = 5; alongM < course.lengthM; alongM += 20) {
    for (const side of [-1, 1]) posts.push({ alongM, offsetM: side * (road.asphaltHalfWidth + 1.1) });
  }
  return posts;
}
