import { driveBreaks, nextCut, sessionAt } from './drive-breaks.ts';
import type { Playback } from './playback.svelte.ts';
import type { Session } from './session.svelte.ts';

/** Pauses, steps back and sessions of the drive that is open. */
export class Breaks {
  readonly #session: Session;
  readonly #playback: Playback;
  readonly #sessions = $derived.by(() => this.#session.drive?.sessions ?? []);
  readonly list = $derived.by(() => driveBreaks(this.#playback.timeSecs, this.#sessions));

  constructor(session: Session, playback: Playback) {
    this.#session = session;
    this.#playback = playback;
  }

  /** To the next pause, step back or session, that way. */
  go(direction: 1 | -1): void {
    const { frame } = this.#playback;
    const next = nextCut(this.list, frame, direction);
    if (next !== null) this.#playback.step(next - frame);
  }

  /** Name of the session that a frame belongs to; null where the drive knows none. */
  sessionOf(frame: number): string | null {
    return sessionAt(this.#sessions, frame)?.name ?? null;
  }
}
