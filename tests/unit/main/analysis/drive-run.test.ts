import { describe, expect, test } from 'vitest';
import type { AnalysedFrame, AnalysisSession, LocatedFrame } from '../../../../main/analysis/analysis-session.ts';
import { runDrive } from '../../../../main/analysis/drive-run.ts';
import { noFigures } from '../../../../main/saliency/mask-figures.ts';
import type { SaliencyMask } from '../../../../shared/analysis.ts';

const analysisOf = (frame: number): AnalysedFrame => ({
  frame,
  predictedSteering: frame === 5 ? Number.NaN : frame / 1000,
  outputs: [],
  mask: null,
  figures: null,
  stages: [],
  networkView: { left: 0, top: 0, width: 0, height: 0 },
  timings: { decodeMs: 0, preprocessMs: 0, forwardMs: 0, saliencyMs: 0 },
  problems: frame === 5 ? [{ severity: 'error', code: 'lost', message: 'Lost.', place: null, frame }] : [],
});

/** A session that needs `delayMs` for a batch and only knows what a run asks of it. */
function slowSession(delayMs: (first: number) => number, seen: number[] = []): AnalysisSession {
  const session: Partial<AnalysisSession> = {
    locateFrames: async (from, to) =>
      Array.from({ length: to - from }, (_, index): LocatedFrame => ({ frame: from + index, location: null })),
    analyseLocations: async (frames, { signal } = {}) => {
      const first = frames[0]?.frame ?? 0;
      seen.push(first);
      await new Promise((resolve) => setTimeout(resolve, delayMs(first)));
      if (signal?.aborted) throw new Error('cancelled too late');
      return frames.map(({ frame }) => analysisOf(frame));
    },
  };
  return session as AnalysisSession;
}

describe('a whole-drive run', () => {
  test('delivers every frame once and in order, however the workers race', async () => {
    const workers = [slowSession((first) => (first % 3) * 4), slowSession((first) => ((first + 1) % 2) * 5)];
    const delivered: number[] = [];
    const dones: number[] = [];
    const result = await runDrive(
      slowSession(() => 0),
      workers,
      {
        from: 3,
        to: 203,
        saliency: false,
        onBatch: ({ analyses, done, total }) => {
          delivered.push(...analyses.map(({ frame }) => frame));
          dones.push(done);
          expect(total).toBe(200);
        },
      },
    );
    expect(delivered).toEqual(Array.from({ length: 200 }, (_, index) => index + 3));
    expect(dones.at(-1)).toBe(200);
    expect(result.predictedSteering[0]).toBe(0.003);
    expect(result.predictedSteering[2]).toBeNaN();
    expect(result.predictedSteering[199]).toBe(0.202);
    expect(result.problems).toMatchObject([{ code: 'lost', frame: 5 }]);
  });

  test('gives each worker stretches of a video, and delivers in order', async () => {
    const seen: number[][] = [[], []];
    const workers = seen.map((mine, worker) => slowSession(() => 1 + worker * 3, mine));
    const video: Partial<AnalysisSession> = {
      locateFrames: async (from, to) =>
        Array.from({ length: to - from }, (_, frame) => ({
          frame,
          location: { kind: 'video-frame', path: '/a.mp4', frame, keyFrame: frame - (frame % 80) },
        })),
    };
    const delivered: number[] = [];
    await runDrive(video as AnalysisSession, workers, {
      from: 0,
      to: 800,
      saliency: false,
      onBatch: ({ analyses }) => void delivered.push(...analyses.map(({ frame }) => frame)),
    });
    expect(delivered).toEqual(Array.from({ length: 800 }, (_, frame) => frame));
    for (const mine of seen)
      for (const [index, first] of mine.entries())
        expect(first % 80 === 0 || first === mine[index - 1]! + 8).toBe(true);
  });

  test('waits for whoever takes the results, so that memory stays small', async () => {
    const seen: number[] = [];
    let delivered = 0;
    let mostAhead = 0;
    await runDrive(
      slowSession(() => 0),
      [slowSession(() => 0, seen)],
      {
        from: 0,
        to: 320,
        saliency: true,
        onBatch: async ({ done }) => {
          mostAhead = Math.max(mostAhead, seen.length - delivered);
          await new Promise((resolve) => setTimeout(resolve, 1));
          delivered = done / 8;
        },
      },
    );
    expect(mostAhead).toBeLessThanOrEqual(2);
  });

  test('compares the masks of frames on either side of a batch, and of the run before', async () => {
    // One pixel of four is lit, the next one in each frame; there is no picture of frame 8.
    const maskOf = (frame: number): SaliencyMask => ({
      ...{ height: 1, width: 4, values: Float32Array.from([0, 1, 2, 3], (at) => Number(at === (frame >> 3) % 4)) },
      ...{ signed: false, flat: false, min: 0, max: 1 },
    });
    const worker: Partial<AnalysisSession> = {
      analyseLocations: async (frames) =>
        frames.map(({ frame }) => ({
          ...analysisOf(frame),
          ...(frame !== 8 && { mask: maskOf(frame), figures: { ...noFigures, 'mask-change': 0.25 } }),
        })),
    };
    const run = async (from: number, to: number, maskBefore: SaliencyMask | null) => {
      const changes: (number | undefined)[] = [];
      const session = slowSession(() => 0);
      const { lastMask } = await runDrive(session, [worker as AnalysisSession], {
        ...{ from, to, saliency: false, figures: true, maskBefore },
        onBatch: ({ analyses }) => void changes.push(...analyses.map(({ figures }) => figures?.['mask-change'])),
      });
      return { changes, lastMask };
    };
    const { changes, lastMask } = await run(0, 32, null);
    expect(changes.slice(1, 8)).toEqual(Array(7).fill(0.25));
    // First of the drive; lost; the first of the batches behind: another pixel than in the frame before.
    expect([changes[0], changes[8], changes[16], changes[24]]).toEqual([Number.NaN, undefined, 1, 1]);
    expect(lastMask).toEqual(maskOf(31));
    expect((await run(32, 33, lastMask)).changes).toEqual([1]);
    expect((await run(32, 33, maskOf(32))).changes).toEqual([0]);
    expect((await run(0, 9, null)).lastMask).toBeNull();
    expect((await run(9, 10, null)).changes).toEqual([Number.NaN]);
  });

  test('a failing worker, a failing taker and a cancel each end it and start no further batch', async () => {
    const taker = { from: 0, to: 10_000, saliency: false, onBatch: () => undefined };
    const broken = { ...slowSession(() => 0), analyseLocations: () => Promise.reject(new Error('engine broke')) };
    await expect(
      runDrive(
        slowSession(() => 0),
        [broken as AnalysisSession],
        taker,
      ),
    ).rejects.toThrow('engine broke');

    const seen: number[] = [];
    const full = { ...taker, onBatch: () => Promise.reject(new Error('disk full')) };
    await expect(
      runDrive(
        slowSession(() => 0),
        [slowSession(() => 1, seen)],
        full,
      ),
    ).rejects.toThrow('disk full');
    expect(seen.length).toBeLessThanOrEqual(3);

    const cancelling = new AbortController();
    const cancelled = runDrive(
      slowSession(() => 0),
      [slowSession(() => 1)],
      { ...taker, onBatch: () => cancelling.abort() },
      { signal: cancelling.signal },
    );
    await expect(cancelled).rejects.toThrow();
  });
});
