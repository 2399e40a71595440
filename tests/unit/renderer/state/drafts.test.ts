import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AnalysisLoader } from '../../../../renderer/state/analysis-loader.svelte.ts';
import type { Draft } from '../../../../renderer/state/drafts.ts';
import type { FrameSource } from '../../../../renderer/state/frame-store.ts';
import type { FrameAnalysis } from '../../../../shared/analysis.ts';
import { SteerscopeError } from '../../../../shared/steerscope-error.ts';

const keyEvery = 100;

/** A video of 1000 frames whose decoder takes 400 ms to any frame, and 10 ms to a key frame, at half the size. */
class SlowVideo implements FrameSource {
  readonly frameCount = 1000;
  readonly drafted: number[] = [];
  readonly closed: string[] = [];
  exactMs = 400;
  draftMs = 10;
  draftsFail = false;
  #draftsAtOnce = 0;

  async image(frame: number, signal: AbortSignal): Promise<ImageBitmap> {
    await passing(this.exactMs, signal);
    return { width: 8, height: 4, close: () => this.closed.push(`exact ${frame}`) };
  }

  analysis = async (frame: number, signal: AbortSignal): Promise<FrameAnalysis> => {
    await passing(this.exactMs + 5, signal);
    return {
      ...{ frame, predictedSteering: frame / 1000, outputs: [], mask: null, stages: [], problems: [] },
      networkView: { left: 0, top: 0, width: 8, height: 4 },
      timings: { decodeMs: 0, preprocessMs: 0, forwardMs: 0, saliencyMs: 0 },
    };
  };

  draft = async (frame: number, signal: AbortSignal): Promise<Draft> => {
    this.drafted.push(frame);
    this.#draftsAtOnce += 1;
    expect(this.#draftsAtOnce).toBe(1);
    await passing(this.draftMs, signal).finally(() => (this.#draftsAtOnce -= 1));
    if (this.draftsFail) throw new SteerscopeError('image-not-decodable', 'No picture.', 'Go on.');
    const key = Math.round(frame / keyEvery) * keyEvery;
    return { frame: key, image: { width: 4, height: 2, close: () => this.closed.push(`draft ${key}`) } };
  };
}

function passing(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, delayMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new SteerscopeError('cancelled', 'Cancelled.', 'Ask again.'));
    });
  });
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A loader that shows frame 0 of a video. */
async function atStart(): Promise<{ video: SlowVideo; loader: AnalysisLoader }> {
  const video = new SlowVideo();
  const loader = new AnalysisLoader();
  loader.setSource(video);
  loader.request(0);
  await vi.advanceTimersByTimeAsync(450);
  expect(loader.shown).toMatchObject({ frame: 0, draftFor: null, pending: false });
  video.drafted.length = 0;
  video.closed.length = 0;
  return { video, loader };
}

describe('drafts', () => {
  test('of a jump, the key frame is shown at once and the frame itself when it is there', async () => {
    const { video, loader } = await atStart();
    loader.request(480);
    await vi.advanceTimersByTimeAsync(45);
    expect(video.drafted).toEqual([480]);
    expect(loader.shown).toMatchObject({ frame: 500, draftFor: 480, analysis: null, pending: true });
    expect(loader.loading).toBe(true);
    // As large as the picture that it stands for.
    expect(loader.shown?.size).toEqual({ width: 8, height: 4 });
    expect(loader.settledFrame).toBe(0);
    await vi.advanceTimersByTimeAsync(400);
    expect(loader.shown).toMatchObject({ frame: 480, draftFor: null, pending: false, analysis: { frame: 480 } });
    expect(video.closed).toEqual(['draft 500']);
    expect(loader.settledFrame).toBe(480);
  });

  test('what comes soon needs none', async () => {
    const { video, loader } = await atStart();
    video.exactMs = 5;
    loader.request(480);
    await vi.advanceTimersByTimeAsync(200);
    expect(loader.shown).toMatchObject({ frame: 480, draftFor: null });
    expect(video.drafted).toEqual([]);
  });

  test('while a hand drags, drafts follow it, and never is an analysis over the picture of another frame', async () => {
    const { video, loader } = await atStart();
    const shown: number[] = [];
    for (let at = 10; at <= 910; at += 10) {
      loader.request(at);
      await vi.advanceTimersByTimeAsync(16);
      if (loader.shown?.analysis) expect(loader.shown.analysis.frame).toBe(loader.shown.frame);
      if (loader.shown && loader.shown.draftFor !== null) {
        expect(loader.shown.analysis).toBeNull();
        shown.push(loader.shown.frame);
        // One draft is on its way at most, so the screen is not far behind.
        expect(Math.abs(loader.shown.frame - at)).toBeLessThanOrEqual(keyEvery / 2 + 30);
      }
    }
    expect([...new Set(shown)]).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900]);
    expect(video.drafted.length).toBeGreaterThan(50);
    await vi.advanceTimersByTimeAsync(900);
    expect(loader.shown).toMatchObject({ frame: 910, draftFor: null, analysis: { frame: 910 } });
  });

  test('a draft that is farther off than what is on the screen is not shown', async () => {
    const { video, loader } = await atStart();
    loader.request(140);
    await vi.advanceTimersByTimeAsync(500);
    expect(loader.shown).toMatchObject({ frame: 140, draftFor: null });
    video.drafted.length = 0;
    // The key frame is 200, 45 off; the screen is 15 off.
    loader.request(155);
    await vi.advanceTimersByTimeAsync(100);
    expect(video.drafted).toEqual([155]);
    expect(loader.shown).toMatchObject({ frame: 140, draftFor: null, analysis: { frame: 140 } });
    expect(video.closed).toContain('draft 200');
  });

  test('a step of some frames waits for the frame itself', async () => {
    const { video, loader } = await atStart();
    loader.request(8);
    await vi.advanceTimersByTimeAsync(100);
    expect(video.drafted).toEqual([]);
    expect(loader.shown?.frame).toBe(0);
  });

  test('a draft that comes after the frame itself changes nothing', async () => {
    const { video, loader } = await atStart();
    video.draftMs = 1000;
    loader.request(480);
    await vi.advanceTimersByTimeAsync(1500);
    expect(loader.shown).toMatchObject({ frame: 480, draftFor: null });
    expect(video.closed).toEqual(['draft 500']);
  });

  test('without drafts the frame itself is waited for', async () => {
    const { video, loader } = await atStart();
    video.draftsFail = true;
    loader.request(480);
    await vi.advanceTimersByTimeAsync(200);
    expect(loader.shown?.frame).toBe(0);
    await vi.advanceTimersByTimeAsync(300);
    expect(loader.shown).toMatchObject({ frame: 480, draftFor: null });
  });

  test('the draft of a closed drive is closed and shown no more', async () => {
    const { video, loader } = await atStart();
    loader.request(480);
    await vi.advanceTimersByTimeAsync(45);
    expect(loader.shown?.draftFor).toBe(480);
    loader.setSource(null);
    expect(loader.shown).toBeNull();
    expect(video.closed).toContain('draft 500');
    loader.setSource(video);
    loader.request(480);
    await vi.advanceTimersByTimeAsync(32);
    loader.setSource(null);
    await vi.advanceTimersByTimeAsync(100);
    expect(loader.shown).toBeNull();
  });
});
