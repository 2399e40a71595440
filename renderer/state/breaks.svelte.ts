import { cutsOf, driveBreaks, nextCut, sessionAt } from './drive-breaks.ts';
import type { Playback } from './playback.svelte.ts';
import type { Session } from './session.svelte.ts';

/** Pauses, steps back and sessions of the drive that is open. */
export class Breaks {
  readonly #session: Session;
  readonly #playback: Playback;
  readonly #sessions = $derived.by(() => this.#session.drive?.sessions ?? []);
  readonly list = $derived.by(() => driveBreaks(this.#playback.timeSecs, this.#sessions));
  /** The frames that do not go on from the one before them. */
  readonly cuts = $derived.by(() => cutsOf(this.list));

  constructor(session: Session, playback: Playback) {
    this.#session = session;
    this.#playback = playback;
  }

  /** To the next pause, step back or session, that way. */
  go(direction: 1 | -1): void {
    const next = nextCut(this.list, this.#playback.frame, direction);
    if (next !== null) this.#playback.goTo(next);
  }

  /** Marks the session that a frame belongs to as the range; the whole drive where it knows none. */
  markSession(frame: number): void {
    const { lastFrame } = this.#playback;
    const index = this.#sessions.findLastIndex(({ firstFrame }) => firstFrame <= frame);
    const next = this.#sessions[index + 1]?.firstFrame;
    this.#playback.markRange(this.#sessions[index]?.firstFrame ?? 0, next === undefined ? lastFrame : next - 1);
  }

  /** Name of the session that a frame belongs to; null where the drive knows none. */
  sessionOf(frame: number): string | null {
    return sessionAt(this.#sessions, frame)?.name ?? null;
  }
}
