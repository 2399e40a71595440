import { z } from 'zod';
import { loopModes, type Playback } from './playback.svelte.ts';
import type { ProjectPart } from './project-part.ts';

const frame = z.int().min(0);
const placeSchema = z.object({
  frame,
  inFrame: frame.nullable().default(null),
  outFrame: frame.nullable().default(null),
  loop: z.enum(loopModes).default('off'),
});
type HeldPlace = z.infer<typeof placeSchema>;

/** Where the user is in the drive, with the marked range. Waits for the drive, and for the end of a long one. */
export class PlacePart implements ProjectPart {
  readonly name = 'place';
  readonly #playback: Playback;
  readonly #isWhole: () => boolean;
  #waiting: HeldPlace | null = null;
  /** Where it has been put while it waits: once the user has gone elsewhere it stays there. */
  #putAt = 0;

  /** @param isWhole whether the drive is read to its end. */
  constructor(playback: Playback, isWhole: () => boolean) {
    this.#playback = playback;
    this.#isWhole = isWhole;
  }

  take(): HeldPlace {
    const { frame, inFrame, outFrame, loop } = this.#playback;
    return this.#waiting ?? { frame, inFrame, outFrame, loop };
  }

  put(held: unknown): boolean {
    const { data } = placeSchema.safeParse(held);
    if (!data) return false;
    this.#waiting = data;
    this.#putAt = this.#playback.frame;
    this.settle();
    return true;
  }

  /** There is a drive, or more of it. */
  settle(): void {
    const { frameCount, lastFrame } = this.#playback;
    const held = this.#waiting;
    if (!held || frameCount === 0) return;
    const isWhole = this.#isWhole();
    if (this.#playback.frame === this.#putAt) {
      const known = (at: number | null): number | null => (at === null || at > lastFrame ? null : at);
      this.#playback.seek(held.frame);
      this.#playback.inFrame = known(held.inFrame);
      this.#playback.outFrame = known(held.outFrame);
      this.#playback.loop = held.loop;
      this.#putAt = this.#playback.frame;
    } else this.#waiting = null;
    if (isWhole) this.#waiting = null;
  }

  /** What waits is of another drive. */
  forget(): void {
    this.#waiting = null;
  }
}
