import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AnalysisLoader } from '../../../../renderer/state/analysis-loader.svelte.ts';
import type { FrameSource } from '../../../../renderer/state/frame-store.ts';
import type { FrameAnalysis } from '../../../../shared/analysis.ts';
import { SteerscopeError } from '../../../../shared/steerscope-error.ts';

/** A drive whose pictures take 1 ms and whose analyses take as long as the test says. */
class FakeSource implements FrameSource {
  readonly frameCount: number;
  readonly asked: number[] = [];
  readonly closed: number[] = [];
  analysisMs = 5;
  failing = new Set<number>();

  constructor(frameCount: number) {
    this.frameCount = frameCount;
  }

  async image(frame: number): Promise<ImageBitmap> {
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (this.failing.has(frame)) throw new SteerscopeError('image-not-decodable', 'No picture.', 'Go on.');
    return { width: 4, height: 2, close: () => this.closed.push(frame) };
  }

  analysis = async (frame: number, signal: AbortSignal): Promise<FrameAnalysis> => {
    this.asked.push(frame);
    await new Promise((resolve) => setTimeout(resolve, this.analysisMs));
    signal.throwIfAborted();
    return {
      frame,
      predictedSteering: frame / 100,
      outputs: [],
      mask: null,
      stages: [],
      networkView: { left: 0, top: 0, width: 4, height: 2 },
      timings: { decodeMs: 0, preprocessMs: 0, forwardMs: 0, saliencyMs: 0 },
      problems: [],
    };
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('AnalysisLoader', () => {
  test('where an analysis takes long the picture comes first, none is fetched ahead, and none while playing', async () => {
    const source = Object.assign(new FakeSource(100), { analysisMs: 300, analysisIsSlow: true });
    const loader = new AnalysisLoader();
    loader.setSource(source);
    loader.request(10);
    await vi.advanceTimersByTimeAsync(20);
    expect(loader.shown).toMatchObject({ frame: 10, analysis: null, pending: true });
    await vi.advanceTimersByTimeAsync(1000);
    expect(loader.shown).toMatchObject({ frame: 10, analysis: { frame: 10 }, pending: false });
    expect(source.asked).toEqual([10]);
    loader.setPlaying(true);
    loader.request(11);
    await vi.advanceTimersByTimeAsync(20);
    expect(loader.shown).toMatchObject({ frame: 11, analysis: null, pending: false });
    expect(source.asked).toEqual([10]);
    loader.setPlaying(false);
    await vi.advanceTimersByTimeAsync(400);
    expect(loader.shown).toMatchObject({ frame: 11, analysis: { frame: 11 } });
  });

  test('shows picture and analysis of the same frame, then fetches its neighbours', async () => {
    const source = new FakeSource(100);
    const heard: number[] = [];
    const loader = new AnalysisLoader((analysis) => heard.push(analysis.frame));
    loader.setSource(source);
    loader.request(10);
    expect(loader.loading).toBe(true);
    await vi.advanceTimersByTimeAsync(10);
    expect(loader.shown).toMatchObject({ frame: 10, pending: false, analysis: { frame: 10 } });
    expect(loader.loading).toBe(false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(source.asked.slice(0, 4)).toEqual([10, 11, 12, 9]);
    expect(source.asked).toHaveLength(33);
    expect(heard).toEqual(source.asked);
  });

  test('a near frame is shown at once', async () => {
    const source = new FakeSource(100);
    const loader = new AnalysisLoader();
    loader.setSource(source);
    loader.request(10);
    await vi.advanceTimersByTimeAsync(1000);
    loader.request(11);
    expect(loader.shown?.frame).toBe(11);
    expect(source.asked.filter((frame) => frame === 11)).toHaveLength(1);
  });

  test('while scrubbing only the newest frame is loaded after the one under way', async () => {
    const source = new FakeSource(1000);
    const loader = new AnalysisLoader();
    loader.setSource(source);
    for (const frame of [100, 200, 300, 400]) loader.request(frame);
    await vi.advanceTimersByTimeAsync(11);
    expect(source.asked.slice(0, 2)).toEqual([100, 400]);
    await vi.advanceTimersByTimeAsync(11);
    expect(loader.shown?.frame).toBe(400);
  });

  test('a slow mask does not hold back its picture', async () => {
    const source = new FakeSource(100);
    source.analysisMs = 500;
    const loader = new AnalysisLoader();
    loader.setSource(source);
    loader.request(5);
    await vi.advanceTimersByTimeAsync(100);
    expect(loader.shown).toMatchObject({ frame: 5, pending: true, analysis: null });
    await vi.advanceTimersByTimeAsync(500);
    expect(loader.shown).toMatchObject({ frame: 5, pending: false, analysis: { frame: 5 } });
  });

  test('a newer request gives up on a slow one', async () => {
    const source = new FakeSource(100);
    source.analysisMs = 500;
    const loader = new AnalysisLoader();
    loader.setSource(source);
    loader.request(5);
    await vi.advanceTimersByTimeAsync(200);
    loader.request(50);
    await vi.advanceTimersByTimeAsync(1200);
    expect(loader.shown).toMatchObject({ frame: 50, pending: false });
  });

  test('a broken picture is said, asked for once, and the next frame works', async () => {
    const source = new FakeSource(100);
    source.failing.add(7);
    const loader = new AnalysisLoader();
    loader.setSource(source);
    loader.request(7);
    await vi.advanceTimersByTimeAsync(1000);
    expect(loader.shown).toMatchObject({ frame: 7, image: null, imageError: { code: 'image-not-decodable' } });
    loader.request(8);
    expect(loader.shown).toMatchObject({ frame: 8, imageError: null });
  });

  test('another network keeps the pictures and forgets the masks', async () => {
    const source = new FakeSource(3);
    const loader = new AnalysisLoader();
    loader.setSource(source);
    loader.request(1);
    await vi.advanceTimersByTimeAsync(100);
    const next = new FakeSource(3);
    loader.setSource(next, 'images');
    loader.request(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(next.asked).toContain(1);
    expect(source.closed).toEqual([]);
    loader.setSource(null);
    expect(loader.shown).toBeNull();
    expect(source.closed.sort()).toEqual([0, 1, 2]);
  });

  test('edited pictures: what is on the screen stays until the new is there, and is freed then', async () => {
    const source = new FakeSource(3);
    const heard: string[] = [];
    const loader = new AnalysisLoader(undefined, () => heard.push('other source'));
    loader.setSource(source);
    loader.request(1);
    await vi.advanceTimersByTimeAsync(100);
    const before = loader.shown;
    for (const edited of [new FakeSource(3), new FakeSource(3)]) {
      loader.setSource(edited, 'screen');
      loader.request(1);
    }
    expect(loader.shown).toBe(before);
    expect(source.closed.sort()).toEqual([0, 2]);
    await vi.advanceTimersByTimeAsync(100);
    expect(loader.shown?.image).not.toBe(before?.image);
    expect(source.closed.sort()).toEqual([0, 1, 2]);
    // The frames are the same: what was found of them counts on.
    expect(heard).toEqual(['other source']);
  });

  test('a frame whose analysis is superseded is asked for again', async () => {
    const source = new FakeSource(3);
    const analyse = source.analysis;
    let refusals = 2;
    source.analysis = (frame, signal) =>
      refusals-- > 0
        ? Promise.reject(new SteerscopeError('cancelled', 'A newer one.', 'Again.'))
        : analyse(frame, signal);
    const loader = new AnalysisLoader();
    loader.setSource(source);
    loader.request(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(loader.shown).toMatchObject({ frame: 1, analysis: { frame: 1 } });
  });

  test('playing fast, only the frames to be shown are fetched ahead', async () => {
    const source = new FakeSource(100);
    const loader = new AnalysisLoader();
    loader.setSource(source);
    loader.request(10, 4);
    await vi.advanceTimersByTimeAsync(50);
    expect(source.asked.slice(0, 4)).toEqual([10, 12, 16, 20]);
  });

  test('answers of a closed drive change nothing', async () => {
    const source = new FakeSource(3);
    const loader = new AnalysisLoader();
    loader.setSource(source);
    loader.request(1);
    loader.setSource(null);
    await vi.advanceTimersByTimeAsync(100);
    expect(loader.shown).toBeNull();
  });
});
