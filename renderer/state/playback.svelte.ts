import { formatSecs } from '../../shared/annotate/number-format.ts';
import { makePlaybackClock } from './playback-clock.ts';
import { PlaybackMeter, type PlaybackFigures } from './playback-meter.ts';
import { onMultiple } from './prefetch-order.ts';

export const playbackSpeeds = [0.1, 0.25, 0.5, 1, 2, 4, 8] as const;
const longestTickSecs = 0.25;
/** So often are the figures told: more often nobody can read them. */
const figuresEveryMs = 250;

/** What playing does at the end: stop, begin again (of the marked range, or of the drive), or turn round. */
export const loopModes = ['off', 'range', 'drive', 'ping-pong'] as const;
export type LoopMode = (typeof loopModes)[number];

/** Where the user is in the drive, and how it plays. Knows frames and times, no pictures. */
export class Playback {
  /** The frame asked for, 0..frameCount-1. */
  frame = $state(0);
  frameCount = $state(0);
  playing = $state(false);
  /** Backwards is -1. */
  direction = $state<1 | -1>(1);
  speed = $state<number>(1);
  loop = $state<LoopMode>('off');
  /** First and last frame of the marked range, both inclusive; null when not set. */
  inFrame = $state<number | null>(null);
  outFrame = $state<number | null>(null);
  /** Of playing now, or the last time; null before the first. */
  figures = $state.raw<PlaybackFigures | null>(null);
  /** Real time of each frame; null when the log has none. */
  timeSecs = $state.raw<Float64Array | null>(null);

  readonly clock = $derived(makePlaybackClock(this.timeSecs, this.frameCount));
  /** The latest time in the log, which need not be that of its last frame; null when it has none. */
  readonly endSecs = $derived(latest(this.timeSecs));
  readonly lastFrame = $derived(Math.max(0, this.frameCount - 1));
  /** The range that export and loop take: marked, or the whole drive. Both ends inclusive. */
  readonly range = $derived({ first: this.inFrame ?? 0, last: this.outFrame ?? this.lastFrame });
  readonly hasRange = $derived(this.inFrame !== null || this.outFrame !== null);
  readonly rangeFrames = $derived(this.frameCount === 0 ? 0 : this.range.last - this.range.first + 1);
  readonly rangeSecs = $derived(this.spanSecs(this.range.first, this.range.last));
  /** What playing stays within. */
  readonly #bounds = $derived(
    this.loop === 'range' || this.loop === 'ping-pong' ? this.range : { first: 0, last: this.lastFrame },
  );

  #playingSecs = 0;
  #lastTickMs: number | null = null;
  readonly #meter = new PlaybackMeter();
  #toldFiguresMs = 0;
  /** Frames left out on the way to the one asked for; null once that is on the screen. */
  #skipped: number | null = null;

  /** Take a new drive and go to its start. */
  reset(frameCount: number, timeSecs: Float64Array | null): void {
    this.pause();
    this.frameCount = frameCount;
    this.timeSecs = timeSecs;
    this.inFrame = null;
    this.outFrame = null;
    this.frame = 0;
    this.figures = null;
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

  /** How long the frames `first` to `last` play, the last one included; null when the log has no time. */
  spanSecs(first: number, last: number): number | null {
    const { clock } = this;
    return clock.isAssumed ? null : clock.secsAt(last) - clock.secsAt(first) + clock.usualSecs;
  }

  /** Real time of a frame in seconds, or null. */
  timeOf(frame: number): number | null {
    const secs = this.timeSecs?.[frame];
    return secs === undefined || Number.isNaN(secs) ? null : secs;
  }

  /** The same in words; null without. */
  timeText(frame: number): string | null {
    const secs = this.timeOf(frame);
    return secs === null ? null : formatSecs(secs, this.endSecs ?? 0);
  }

  seek(frame: number): void {
    this.frame = Math.min(this.lastFrame, Math.max(0, Math.round(frame)));
    this.#playingSecs = this.clock.secsAt(this.frame);
    this.#skipped = 0;
  }

  /** Step by frames; playing stops, as in every editor. */
  step(frames: number): void {
    this.goTo(this.frame + frames);
  }

  /** To a frame; playing stops, too. */
  goTo(frame: number): void {
    this.pause();
    this.seek(frame);
  }

  stepSecs(secs: number): void {
    this.pause();
    const target = this.clock.frameAt(this.clock.secsAt(this.frame) + secs);
    this.seek(target === this.frame ? this.frame + Math.sign(secs) : target);
  }

  play(direction: 1 | -1 = 1): void {
    if (this.frameCount < 2) return;
    const { first, last } = this.#bounds;
    const isAtEnd = direction === 1 ? this.frame >= last : this.frame <= first;
    const turns = isAtEnd && this.loop === 'ping-pong';
    if (isAtEnd && !turns) this.seek(direction === 1 ? first : last);
    this.direction = turns ? (direction === 1 ? -1 : 1) : direction;
    this.#playingSecs = this.clock.secsAt(this.frame);
    this.#lastTickMs = null;
    this.#skipped = null;
    this.#meter.begin();
    this.playing = true;
  }

  pause(): void {
    if (this.playing && this.#lastTickMs !== null) this.figures = this.#meter.figures(this.#lastTickMs);
    this.playing = false;
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play(1);
  }

  /** Whether nothing lies that way. */
  isAtEnd(direction: 1 | -1): boolean {
    return this.frame === (direction === 1 ? this.lastFrame : 0);
  }

  /** J and L: play that way, unless the drive ends there; pressed again: twice as fast, the other way: at 1× at most. */
  shuttle(direction: 1 | -1): void {
    if (this.playing && this.direction === direction) return this.changeSpeed(1);
    if (this.loop === 'off' && this.isAtEnd(direction)) return this.pause();
    if (this.playing && this.speed > 1) this.speed = 1;
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

  /** To the next way of looping; that of the range only where one is marked. */
  nextLoop(): void {
    const modes = loopModes.filter((mode) => mode !== 'range' || this.hasRange);
    this.loop = modes[(modes.indexOf(this.loop) + 1) % modes.length] ?? 'off';
  }

  markIn(): void {
    this.setIn(this.inFrame === this.frame ? null : this.frame);
  }

  markOut(): void {
    this.setOut(this.outFrame === this.frame ? null : this.frame);
  }

  /** An end of the range that was marked before, and is now on the wrong side, goes. */
  setIn(frame: number | null): void {
    this.inFrame = frame;
    if (this.inFrame !== null && this.outFrame !== null && this.outFrame < this.inFrame) this.outFrame = null;
  }

  setOut(frame: number | null): void {
    this.outFrame = frame;
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
    this.#meter.ticked(nowMs);
    if (presented && this.#skipped !== null) {
      this.#meter.showed(nowMs, this.#skipped);
      this.#skipped = null;
    }
    this.#tellFigures(nowMs);
    if (!presented) return;
    if (this.#passedEnd()) {
      if (this.loop === 'off') return this.pause();
      if (this.#bounds.first === this.#bounds.last) this.#playingSecs = this.clock.secsAt(this.frame);
      else this.#turn();
    }
    const { first, last } = this.#bounds;
    const withinRange = Math.min(this.clock.secsAt(last), Math.max(this.clock.secsAt(first), this.#playingSecs));
    const due = this.direction === 1 ? this.clock.frameAt(withinRange) : this.#frameGoingBack(withinRange);
    const frame = due === this.#end ? due : this.#showable(due, step, isNear);
    if (frame === this.frame) return;
    const isNext = this.frame >= first && this.frame <= last && (frame - this.frame) * this.direction > 0;
    this.#skipped = isNext ? Math.abs(frame - this.frame) - 1 : 0;
    this.frame = frame;
  }

  get #end(): number {
    return this.direction === 1 ? this.#bounds.last : this.#bounds.first;
  }

  /** Where it goes on behind the end, that is shown as long as any frame. */
  #passedEnd(): boolean {
    const holdSecs = this.loop === 'off' ? 0 : this.clock.usualSecs;
    const pastSecs = (this.#playingSecs - this.clock.secsAt(this.#end)) * this.direction;
    return this.frame === this.#end && pastSecs > holdSecs;
  }

  /** From the end to the start again, or back the way it came, where the frame at the end is not shown twice. */
  #turn(): void {
    const { first, last } = this.#bounds;
    const end = this.#end;
    if (this.loop === 'ping-pong') {
      this.direction = this.direction === 1 ? -1 : 1;
      this.#playingSecs = this.clock.secsAt(end + this.direction);
    } else {
      this.frame = this.direction === 1 ? first : last;
      this.#skipped = 0;
      this.#playingSecs = this.clock.secsAt(this.frame);
    }
  }

  #tellFigures(nowMs: number): void {
    if (nowMs - this.#toldFiguresMs < figuresEveryMs) return;
    this.#toldFiguresMs = nowMs;
    this.figures = this.#meter.figures(nowMs);
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
}

function latest(timeSecs: Float64Array | null): number | null {
  let end = Number.NEGATIVE_INFINITY;
  for (const secs of timeSecs ?? []) if (secs > end) end = secs;
  return Number.isFinite(end) ? end : null;
}
