import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ComparedFrames, type ComparedSource } from '../../../../renderer/state/compared-frames.svelte.ts';
import type { FrameAnalysis } from '../../../../shared/analysis.ts';
import { SteerscopeError } from '../../../../shared/steerscope-error.ts';

/** Analyses that take 10 ms each. */
class FakeSource implements ComparedSource {
  readonly frameCount = 100;
  readonly asked: number[] = [];
  readonly ahead: number;
  readonly failing = new Set<number>();

  constructor(ahead: number) {
    this.ahead = ahead;
  }

  async analyse(frame: number, signal: AbortSignal): Promise<FrameAnalysis> {
    this.asked.push(frame);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, 10);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      });
    });
    if (this.failing.has(frame)) throw new SteerscopeError('no-such-frame', 'Not there.', 'Go on.');
    return { frame, predictedSteering: frame / 100, mask: null, stages: [], outputs: [] } as unknown as FrameAnalysis;
  }
}

let heard: number[];
let frames: ComparedFrames;

beforeEach(() => {
  vi.useFakeTimers();
  heard = [];
  frames = new ComparedFrames(({ frame }) => heard.push(frame));
});
afterEach(() => void vi.useRealTimers());

test('the frame looked at comes first, then near ones, one at a time', async () => {
  const source = new FakeSource(3);
  frames.setSource(source);
  frames.look(10, 1);
  expect(source.asked).toEqual([10]);
  expect(frames.at(10)).toBeNull();
  await vi.advanceTimersByTimeAsync(10);
  expect(frames.at(10)?.value?.frame).toBe(10);
  await vi.advanceTimersByTimeAsync(100);
  expect(source.asked).toEqual([10, 11, 12, 9]);
  expect(heard).toEqual([10, 11, 12, 9]);
});

test('what is looked at next comes before what was to be fetched ahead', async () => {
  const source = new FakeSource(3);
  frames.setSource(source);
  frames.look(10, 1);
  await vi.advanceTimersByTimeAsync(15);
  frames.look(50, 1);
  await vi.advanceTimersByTimeAsync(10);
  expect(source.asked).toEqual([10, 11, 50]);
  await vi.advanceTimersByTimeAsync(10);
  expect(frames.at(50)?.value?.frame).toBe(50);
});

test('a frame that is there is painted before the next near one is asked for', async () => {
  const source = new FakeSource(3);
  frames.setSource(source);
  frames.look(10, 1);
  await vi.advanceTimersByTimeAsync(100);
  expect(source.asked).toEqual([10, 11, 12, 9]);
  frames.look(11, 1);
  await vi.advanceTimersByTimeAsync(19);
  expect(source.asked).toEqual([10, 11, 12, 9]);
  await vi.advanceTimersByTimeAsync(1);
  expect(source.asked).toEqual([10, 11, 12, 9, 13]);
});

test('a frame that is not there waits for no paint of the one before', async () => {
  const source = new FakeSource(3);
  frames.setSource(source);
  frames.look(10, 1);
  await vi.advanceTimersByTimeAsync(100);
  frames.look(11, 1);
  frames.look(60, 1);
  expect(source.asked).toEqual([10, 11, 12, 9, 60]);
});

test('what takes long is given up for the frame that is looked at now', async () => {
  const source = new FakeSource(0);
  frames.setSource(source);
  frames.look(10, 1);
  await vi.advanceTimersByTimeAsync(5);
  frames.look(11, 1);
  await vi.advanceTimersByTimeAsync(10);
  expect(source.asked).toEqual([10, 11]);
  expect(heard).toEqual([11]);
  expect(frames.at(10)).toBeNull();
  await vi.advanceTimersByTimeAsync(100);
  expect(source.asked).toEqual([10, 11]);
});

test('a frame that failed is tried again when it is looked at again', async () => {
  const source = new FakeSource(0);
  source.failing.add(10);
  frames.setSource(source);
  frames.look(10, 1);
  await vi.advanceTimersByTimeAsync(20);
  expect(frames.at(10)?.error?.code).toBe('no-such-frame');
  source.failing.clear();
  frames.look(11, 1);
  await vi.advanceTimersByTimeAsync(20);
  frames.look(10, -1);
  await vi.advanceTimersByTimeAsync(20);
  expect(frames.at(10)?.value?.frame).toBe(10);
});

test('another source begins with what is looked at; answers of the old one fill nothing', async () => {
  frames.setSource(new FakeSource(0));
  frames.look(10, 1);
  const next = new FakeSource(0);
  frames.setSource(next);
  await vi.advanceTimersByTimeAsync(20);
  expect(next.asked).toEqual([10]);
  expect(heard).toEqual([10]);
});

test('nothing is asked for beyond the end, nor while nothing is looked at', async () => {
  const source = new FakeSource(3);
  frames.setSource(source);
  frames.look(100, 1);
  await vi.advanceTimersByTimeAsync(20);
  frames.look(5, 1);
  frames.rest();
  await vi.advanceTimersByTimeAsync(100);
  expect(source.asked).toEqual([5]);
  expect(heard).toEqual([]);
});
