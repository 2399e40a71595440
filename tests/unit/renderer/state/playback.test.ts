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
    playback.seek(500);
    playback.shuttle(-1);
    expect([playback.speed, playback.direction]).toEqual([1, -1]);
    playback.shuttle(-1);
    playback.stop();
    expect([playback.playing, playback.speed]).toEqual([false, 2]);
    playback.shuttle(1);
    expect([playback.playing, playback.speed]).toEqual([true, 2]);
    playback.stop();
    playback.stop();
    expect(playback.speed).toBe(1);
  });

  test('slow speeds double as well', () => {
    const playback = playbackOf(1000);
    playback.speed = 0.25;
    playback.shuttle(1);
    const speeds = [1, 2, 3].map(() => {
      playback.shuttle(1);
      return playback.speed;
    });
    expect(speeds).toEqual([0.5, 1, 2]);
  });

  test('at the end J and L go nowhere; Space begins again', () => {
    const playback = playbackOf(11);
    playback.shuttle(-1);
    expect([playback.playing, playback.frame]).toEqual([false, 0]);
    playback.seek(10);
    playback.shuttle(1);
    expect([playback.playing, playback.frame]).toEqual([false, 10]);
    playback.toggle();
    expect([playback.playing, playback.frame]).toEqual([true, 0]);
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
    playback.loop = 'range';
    playback.seek(10);
    playback.play();
    const frames = run(playback, 1.2);
    expect(Math.min(...frames)).toBe(10);
    expect(Math.max(...frames)).toBe(13);
    expect(frames.filter((frame) => frame === 10).length).toBeGreaterThan(1);
  });

  test('the last frame of a loop is shown as long as any other', () => {
    const playback = playbackOf(100);
    playback.inFrame = 10;
    playback.outFrame = 12;
    playback.loop = 'range';
    playback.seek(10);
    playback.play();
    const ticks = new Map<number, number>();
    // Three rounds of three frames, five ticks of 20 ms a frame.
    for (let tick = 0; tick < 45; tick++) {
      playback.tick((nowMs += 20), true);
      ticks.set(playback.frame, (ticks.get(playback.frame) ?? 0) + 1);
    }
    for (const frame of [10, 11, 12]) expect(Math.abs((ticks.get(frame) ?? 0) - 15)).toBeLessThanOrEqual(3);
  });

  test('to and fro: neither end is shown twice', () => {
    const playback = playbackOf(4);
    playback.loop = 'ping-pong';
    playback.play();
    expect(run(playback, 1.15)).toEqual([0, 1, 2, 3, 2, 1, 0, 1, 2, 3, 2, 1]);
  });

  test('a loop of one frame stays there, and goes on when the range goes', () => {
    const playback = playbackOf(10);
    playback.inFrame = 5;
    playback.outFrame = 5;
    playback.loop = 'range';
    playback.seek(5);
    playback.play();
    expect(run(playback, 2)).toEqual([5]);
    playback.clearRange();
    expect(run(playback, 0.2).slice(0, 2)).toEqual([5, 6]);
  });

  test('the range is skipped among the ways of looping where none is marked', () => {
    const playback = playbackOf(10);
    const modes = (count: number): string[] =>
      Array.from({ length: count }, () => {
        playback.nextLoop();
        return playback.loop;
      });
    expect(modes(3)).toEqual(['drive', 'ping-pong', 'off']);
    playback.inFrame = 3;
    expect(modes(4)).toEqual(['range', 'drive', 'ping-pong', 'off']);
  });

  test('figures: every frame shown in real time, none dropped', () => {
    const playback = playbackOf(100);
    playback.play();
    run(playback, 2);
    // Ten frames a second, fifty ticks; told every 260 ms, the last time after 1.82 s.
    expect(playback.figures).toMatchObject({ shown: 18, dropped: 0 });
    expect(playback.figures?.shownPerSec).toBeCloseTo(10, 5);
    expect(playback.figures?.duePerSec).toBeCloseTo(10, 5);
    expect(playback.figures?.screenPerSec).toBeCloseTo(50, 5);
  });

  test('figures: at 8× every frame that a tick passes over is dropped', () => {
    const playback = playbackOf(1000);
    playback.speed = 8;
    playback.play();
    // A tick of 100 ms is 0.8 s of the drive: frames 0, 8, 16 ... 160.
    for (let tick = 0; tick <= 21; tick++) playback.tick((nowMs += 100), true);
    expect(playback.frame).toBe(168);
    expect(playback.figures).toMatchObject({ shown: 20, dropped: 140 });
    expect(playback.figures?.shownPerSec).toBeCloseTo(10, 5);
    expect(playback.figures?.duePerSec).toBeCloseTo(80, 5);
  });

  test('figures: a frame that is awaited is not shown yet, and what passes meanwhile is dropped', () => {
    const playback = playbackOf(100);
    playback.play();
    playback.tick((nowMs += 20), true);
    playback.tick((nowMs += 100), true);
    expect(playback.frame).toBe(1);
    for (let tick = 0; tick < 20; tick++) playback.tick((nowMs += 20), false);
    expect(playback.figures).toMatchObject({ shown: 0, dropped: 0 });
    playback.tick((nowMs += 20), true);
    expect(playback.frame).toBe(5);
    playback.tick((nowMs += 260), true);
    // Frames 1 and 5; 2, 3 and 4 never.
    expect(playback.figures).toMatchObject({ shown: 2, dropped: 3 });
  });

  test.each([
    [0, null],
    [1, Float64Array.of(3)],
    [1, null],
    [3, Float64Array.of(Number.NaN, Number.NaN, Number.NaN)],
  ])('a drive of %i frames, of times or none, leaves everything finite', (count, timeSecs) => {
    const playback = new Playback();
    playback.reset(count, timeSecs);
    playback.play();
    run(playback, 0.5);
    playback.shuttle(-1);
    playback.stepSecs(1);
    playback.step(1);
    playback.markIn();
    playback.markOut();
    expect(playback.frame).toBeLessThan(Math.max(1, count));
    expect(playback.frame).toBeGreaterThanOrEqual(0);
    expect(playback.clock.isAssumed).toBe(true);
    expect([playback.rangeSecs, Number.isFinite(playback.clock.durationSecs)]).toEqual([null, true]);
  });

  test('a million frames play and end like ten', () => {
    const playback = playbackOf(1_000_000);
    expect(playback.clock.durationSecs).toBeCloseTo(99_999.9, 3);
    playback.seek(999_997);
    playback.shuttle(1);
    for (let tick = 0; tick < 25; tick++) playback.tick((nowMs += 20), true);
    expect([playback.frame, playback.playing]).toEqual([999_999, false]);
  });

  test('the range as it is typed: its length counts the last frame', () => {
    const playback = playbackOf(100);
    playback.setIn(20);
    playback.setOut(29);
    expect([playback.rangeFrames, playback.rangeSecs]).toEqual([10, expect.closeTo(1, 9)]);
    // A frame by itself is on the screen until the next one.
    expect(playback.spanSecs(3, 3)).toBeCloseTo(0.1, 9);
    playback.setOut(10);
    expect(playback.range).toEqual({ first: 0, last: 10 });
    playback.setIn(50);
    expect(playback.range).toEqual({ first: 50, last: 99 });
  });
});
