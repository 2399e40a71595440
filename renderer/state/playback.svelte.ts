import { makePlaybackClock } from './playback-clock.ts';
import { onMultiple } from './prefetch-order.ts';

export const playbackSpeeds = [0.1, 0.25, 0.5, 1, 2, 4, 8] as const;
const longestTickSecs = 0.25;

/** Where the user is in the drive, and how it plays. Knows frames and times, no pictures. */
export class Playback {
  /** The frame asked for, 0..frameCount-1. */
  frame = $state(0);
  frameCount = $state(0);
  playing = $state(false);
  /** Backwards is -1. */
  direction = $state<1 | -1>(1);
  speed = $state<number>(1);
  looping = $state(false);
  /** First and last frame of the marked range, both inclusive; null when not set. */
  inFrame = $state<number | null>(null);
  outFrame = $state<number | null>(null);
  /** Frames painted in the last second of playing; null while paused. */
  achievedFps = $state<number | null>(null);
  /** Real time of each frame; null when the log has none. */
  timeSecs = $state.raw<Float64Array | null>(null);

  readonly clock = $derived(makePlaybackClock(this.timeSecs, this.frameCount));
  readonly lastFrame = $derived(Math.max(0, this.frameCount - 1));
  /** The range that export and loop take: marked, or the whole drive. Both ends inclusive. */
  readonly range = $derived({ first: this.inFrame ?? 0, last: this.outFrame ?? this.lastFrame });
  readonly hasRange = $derived(this.inFrame !== null || this.outFrame !== null);

  #playingSecs = 0;
  #lastTickMs: number | null = null;
  #paintedAtMs: number[] = [];

  /** Take a new drive and go to its start. */
  reset(frameCount: number, timeSecs: Float64Array | null): void {
    this.pause();
    this.frameCount = frameCount;
    this.timeSecs = timeSecs;
    this.inFrame = null;
    this.outFrame = null;
    this.frame = 0;
  }

  /** The same frames at other times: it stays where it is. */
  retime(timeSecs: Float64Array | null): void {
    this.timeSecs = timeSecs;
    this.seek(this.frame);
  }

  /**
   * More frames of the same drive: it stays where it is.
   * @param follows whether it goes on to the new end when it is at the end.
   */
  grow(frameCount: number, timeSecs: Float64Array | null, follows: boolean): void {
    const isAtEnd = this.frame === this.lastFrame;
    this.frameCount = frameCount;
    this.timeSecs = timeSecs;
    this.seek(follows && isAtEnd ? this.lastFrame : this.frame);
  }

  /** Real time of a frame in seconds, or null. */
  timeOf(frame: number): number | null {
    const secs = this.timeSecs?.[frame];
    return secs === undefined || Number.isNaN(secs) ? null : secs;
  }

  seek(frame: number): void {
    this.frame = Math.min(this.lastFrame, Math.max(0, Math.round(frame)));
    this.#playingSecs = this.clock.secsAt(this.frame);
  }

  /** Step by frames; playing stops, as in every editor. */
  step(frames: number): void {
    this.pause();
    this.seek(this.frame + frames);
  }

  stepSecs(secs: number): void {
    this.pause();
    const target = this.clock.frameAt(this.clock.secsAt(this.frame) + secs);
    this.seek(target === this.frame ? this.frame + Math.sign(secs) : target);
  }

  play(direction: 1 | -1 = 1): void {
    if (this.frameCount < 2) return;
    const { first, last } = this.looping ? this.range : { first: 0, last: this.lastFrame };
    if (direction === 1 && this.frame >= last) this.seek(first);
    else if (direction === -1 && this.frame <= first) this.seek(last);
    this.direction = direction;
    this.#playingSecs = this.clock.secsAt(this.frame);
    this.#lastTickMs = null;
    this.#paintedAtMs = [];
    this.playing = true;
  }

  pause(): void {
    this.playing = false;
    this.achievedFps = null;
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play(1);
  }

  /** J and L: play that way; pressed again, twice as fast. */
  shuttle(direction: 1 | -1): void {
    if (this.playing && this.direction === direction) {
      this.speed = Math.min(8, Math.max(1, this.speed * 2));
      return;
    }
    if (this.speed > 1) this.speed = 1;
    this.play(direction);
  }

  /** K: stop; when already stopped, back to real speed. */
  stop(): void {
    if (this.playing) this.pause();
    else this.speed = 1;
  }

  changeSpeed(steps: 1 | -1): void {
    const index = playbackSpeeds.findIndex((speed) => speed >= this.speed);
    const next = playbackSpeeds[Math.min(playbackSpeeds.length - 1, Math.max(0, index + steps))];
    if (next !== undefined) this.speed = next;
  }

  markIn(): void {
    this.inFrame = this.inFrame === this.frame ? null : this.frame;
    if (this.inFrame !== null && this.outFrame !== null && this.outFrame < this.inFrame) this.outFrame = null;
  }

  markOut(): void {
    this.outFrame = this.outFrame === this.frame ? null : this.frame;
    if (this.inFrame !== null && this.outFrame !== null && this.outFrame < this.inFrame) this.inFrame = null;
  }

  /** Both ends inclusive, in either order, and moved into the drive. */
  markRange(oneEnd: number, otherEnd: number): void {
    const within = (frame: number): number => Math.min(this.lastFrame, Math.max(0, Math.round(frame)));
    this.inFrame = within(Math.min(oneEnd, otherEnd));
    this.outFrame = within(Math.max(oneEnd, otherEnd));
  }

  clearRange(): void {
    this.inFrame = null;
    this.outFrame = null;
  }

  /**
   * One animation frame while playing. Real time is kept by dropping frames, never by showing one that is not ready.
   *
   * @param presented whether the frame asked for last is on the screen.
   * @param step how many frames loading can go at a time, from `playingStep`; those in between are shown when near.
   */
  tick(nowMs: number, presented: boolean, step = 1, isNear: (frame: number) => boolean = () => true): void {
    if (!this.playing) return;
    const elapsedSecs = this.#lastTickMs === null ? 0 : Math.min(longestTickSecs, (nowMs - this.#lastTickMs) / 1000);
    this.#lastTickMs = nowMs;
    this.#playingSecs += elapsedSecs * this.speed * this.direction;
    if (!presented) return;
    const { first, last } = this.looping ? this.range : { first: 0, last: this.lastFrame };
    const startSecs = this.clock.secsAt(first);
    const endSecs = this.clock.secsAt(last);
    const end = this.direction === 1 ? last : first;
    const ranOut = this.direction === 1 ? this.#playingSecs > endSecs : this.#playingSecs < startSecs;
    if (ranOut && this.frame === end) {
      if (!this.looping) return this.pause();
      this.#playingSecs = this.direction === 1 ? startSecs : endSecs;
    }
    const withinRange = Math.min(endSecs, Math.max(startSecs, this.#playingSecs));
    const due = this.direction === 1 ? this.clock.frameAt(withinRange) : this.#frameGoingBack(withinRange);
    const frame = due === end ? end : this.#showable(due, step, isNear);
    if (frame !== this.frame) {
      this.frame = frame;
      this.#countPainted(nowMs);
    }
  }

  /** The newest frame up to the one due that is near; none is: the next that loading goes to. */
  #showable(due: number, step: number, isNear: (frame: number) => boolean): number {
    const back = -this.direction;
    for (let frame = due; frame !== this.frame && Math.abs(due - frame) < 64; frame += back)
      if (isNear(frame)) return frame;
    const onStep = onMultiple(due, step);
    const isAhead = (onStep - this.frame) * this.direction > 0;
    return Math.abs(step) === 1 || isAhead ? onStep : this.frame;
  }

  /** Going back, a frame is left when its own time is passed, so that both ways show it equally long. */
  #frameGoingBack(secs: number): number {
    const frame = this.clock.frameAt(secs);
    return this.clock.secsAt(frame) < secs - 1e-6 ? Math.min(this.lastFrame, frame + 1) : frame;
  }

  #countPainted(nowMs: number): void {
    this.#paintedAtMs.push(nowMs);
    while ((this.#paintedAtMs[0] ?? nowMs) < nowMs - 1000) this.#paintedAtMs.shift();
    const first = this.#paintedAtMs[0] ?? nowMs;
    if (nowMs - first > 250) this.achievedFps = ((this.#paintedAtMs.length - 1) * 1000) / (nowMs - first);
  }
}
