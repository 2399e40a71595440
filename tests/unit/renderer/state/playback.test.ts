import { describe, expect, test } from 'vitest';
import { makePlaybackClock } from '../../../../renderer/state/playback-clock.ts';
import { Playback } from '../../../../renderer/state/playback.svelte.ts';

const tenPerSecond = (count: number): Float64Array => Float64Array.from({ length: count }, (_, index) => index / 10);

function playbackOf(count: number): Playback {
  const playback = new Playback();
  playback.reset(count, tenPerSecond(count));
  return playback;
}

let nowMs = 1000;

/** Runs the animation for `secs` at 50 steps a second, everything painted at once; returns the frames passed. */
function run(playback: Playback, secs: number, presented = true): number[] {
  const frames: number[] = [];
  for (let step = 0; step <= secs * 50; step++) {
    playback.tick((nowMs += 20), presented);
    if (frames.at(-1) !== playback.frame) frames.push(playback.frame);
  }
  return frames;
}

describe('playback clock', () => {
  test('follows the real, uneven times of the log', () => {
    const clock = makePlaybackClock(Float64Array.of(0, 0.1, 0.2, 0.5, 0.6), 5);
    expect(clock.secsAt(3)).toBeCloseTo(0.5, 12);
    expect(clock.frameAt(0.49)).toBe(2);
    expect(clock.frameAt(0.5)).toBe(3);
    expect(clock.frameAt(99)).toBe(4);
  });

  test('does not wait through a gap of 20 hours, nor go back with a step backwards', () => {
    const clock = makePlaybackClock(Float64Array.of(0, 0.05, 0.1, 74_286, 74_286.05, 74_280, 74_280.05), 7);
    expect(clock.durationSecs).toBeCloseTo(0.3, 9);
    expect(clock.secsAt(3) - clock.secsAt(2)).toBeCloseTo(0.05, 9);
    expect(clock.secsAt(5) - clock.secsAt(4)).toBeCloseTo(0.05, 9);
  });

  test('without time there are 20 frames a second', () => {
    const clock = makePlaybackClock(null, 41);
    expect(clock.durationSecs).toBe(2);
    expect(clock.frameAt(1)).toBe(20);
  });
});

describe('playback', () => {
  test('plays every frame in real time and stops at the end', () => {
    const playback = playbackOf(11);
    playback.play();
    expect(run(playback, 0.5)).toEqual([0, 1, 2, 3, 4, 5]);
    run(playback, 1);
    expect(playback.frame).toBe(10);
    expect(playback.playing).toBe(false);
  });

  test('plays backwards just as fast', () => {
    const playback = playbackOf(11);
    playback.seek(10);
    playback.shuttle(-1);
    const frames = run(playback, 0.5);
    expect(frames[0]).toBe(10);
    expect(frames.at(-1)).toBe(5);
  });

  test('drops frames rather than time while a frame is not ready', () => {
    const playback = playbackOf(100);
    playback.play();
    run(playback, 0.2, false);
    expect(playback.frame).toBe(0);
    playback.tick((nowMs += 20), true);
    expect(playback.frame).toBeGreaterThan(1);
  });

  test('what is near is shown; else it goes on in steps that loading keeps up with', () => {
    const playback = playbackOf(100);
    const near = new Set([2, 3]);
    playback.play();
    const frames: number[] = [];
    for (let tick = 0; tick < 70; tick++) {
      playback.tick((nowMs += 20), true, 4, (frame) => near.has(frame));
      if (frames.at(-1) !== playback.frame) frames.push(playback.frame);
    }
    expect(frames).toEqual([0, 2, 3, 4, 8, 12]);
  });

  test('in steps too it ends on the last frame', () => {
    const playback = playbackOf(11);
    playback.play();
    for (let tick = 0; tick < 100; tick++) playback.tick((nowMs += 20), true, 4, () => false);
    expect([playback.frame, playback.playing]).toEqual([10, false]);
  });

  test('J and L double the speed when pressed again, to 8 at most; K stops, then goes back to 1', () => {
    const playback = playbackOf(1000);
    for (let press = 0; press < 6; press++) playback.shuttle(1);
    expect([playback.speed, playback.direction]).toEqual([8, 1]);
    playback.shuttle(-1);
    expect([playback.speed, playback.direction]).toEqual([1, -1]);
    playback.shuttle(-1);
    playback.stop();
    expect([playback.playing, playback.speed]).toEqual([false, 2]);
    playback.stop();
    expect(playback.speed).toBe(1);
  });

  test('steps stay within the drive and pause', () => {
    const playback = playbackOf(5);
    playback.play();
    playback.step(-3);
    expect([playback.frame, playback.playing]).toEqual([0, false]);
    playback.step(100);
    expect(playback.frame).toBe(4);
  });

  test('a second is ten frames here, and at least one frame everywhere', () => {
    const playback = playbackOf(100);
    playback.stepSecs(1);
    expect(playback.frame).toBe(10);
    const slow = new Playback();
    slow.reset(3, Float64Array.of(0, 5, 10));
    slow.stepSecs(1);
    expect(slow.frame).toBe(1);
  });

  test('marks: the same key at the same frame clears; an out before the in drops the in', () => {
    const playback = playbackOf(100);
    playback.seek(40);
    playback.markIn();
    playback.seek(60);
    playback.markOut();
    expect(playback.range).toEqual({ first: 40, last: 60 });
    playback.markOut();
    expect(playback.range).toEqual({ first: 40, last: 99 });
    playback.seek(10);
    playback.markOut();
    expect(playback.range).toEqual({ first: 0, last: 10 });
  });

  test('loops over the marked range', () => {
    const playback = playbackOf(100);
    playback.inFrame = 10;
    playback.outFrame = 13;
    playback.looping = true;
    playback.seek(10);
    playback.play();
    const frames = run(playback, 1.2);
    expect(Math.min(...frames)).toBe(10);
    expect(Math.max(...frames)).toBe(13);
    expect(frames.filter((frame) => frame === 10).length).toBeGreaterThan(1);
  });
});
