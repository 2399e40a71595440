import { expect, test } from 'vitest';
import { ApiClient } from '../../../../renderer/api.ts';
import { DriveSample, spread } from '../../../../renderer/state/drive-sample.svelte.ts';
import { StageChannels } from '../../../../renderer/state/stage-channels.svelte.ts';
import { packFrameAnalysis, packMaps } from '../../../../shared/packed-analysis.ts';
import type { Map2d } from '../../../../shared/pixels.ts';

const map = (...values: number[]): Map2d => ({ width: values.length, height: 1, values: Float32Array.from(values) });
const frameOf = (request: unknown): number => Number(/frames\/(\d+)/.exec(String(request))?.[1]);
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));

/** Channel 0 is always silent, channel 1 tells the frame; frame 9 cannot be read. */
function reply(request: unknown): Response {
  const frame = frameOf(request);
  const error = { code: 'unreadable-frame', message: 'Is torn.', nextStep: '' };
  if (frame === 9) return Response.json({ error }, { status: 422 });
  if (String(request).includes('/channels')) return new Response(packMaps([map(0, 0), map(0, frame)]));
  return new Response(
    packFrameAnalysis({
      ...{ frame, predictedSteering: 0, outputs: [], mask: null, stages: [], problems: [] },
      networkView: { left: 0, top: 0, width: 1, height: 1 },
      timings: { decodeMs: 0, preprocessMs: 0, forwardMs: 0, saliencyMs: 0 },
    }),
  );
}

const asked = (frame: number, stage = 0) => ({ session: 's', frame, stage, activation: 'relu' });

test('frames passed by while channels are fetched are not asked for', async () => {
  const frames: number[] = [];
  const waiting: (() => void)[] = [];
  const api = new ApiClient((request) => {
    frames.push(frameOf(request));
    return new Promise((resolve) => waiting.push(() => resolve(reply(request))));
  });
  const channels = new StageChannels(api);
  for (const frame of [1, 2, 3]) channels.show(asked(frame));
  waiting.shift()?.();
  await settled();
  expect(channels.shown).toMatchObject({ frame: 1, figures: [{ max: 0 }, { max: 1 }] });
  waiting.shift()?.();
  await settled();
  expect(channels.shown?.frame).toBe(3);
  expect(frames).toEqual([1, 3]);
  channels.show(asked(3));
  expect(frames).toEqual([1, 3]);
  channels.show(asked(3, 1));
  expect(channels.shown).toBeNull();
  channels.show(null);
});

test('a frame without channels says why, and the next one is shown again', async () => {
  const channels = new StageChannels(new ApiClient(async (request) => reply(request)));
  channels.show(asked(9));
  await settled();
  expect([channels.shown, channels.error?.message]).toEqual([null, 'Is torn.']);
  channels.show(asked(4));
  await settled();
  expect([channels.shown?.frame, channels.error]).toEqual([4, null]);
});

test('over a sample: a channel is dead that is so in every frame; what cannot be read is counted', async () => {
  const seen: number[] = [];
  const api = new ApiClient(async (request) => reply(request));
  const sample = new DriveSample(api, ({ frame }) => seen.push(frame));
  await sample.start('s', 2, 'relu', 8, 11);
  expect(sample.stages[2]).toMatchObject({ frames: 3, failed: 1, channels: [{ max: 0 }, { max: 11, mean: 29 / 6 }] });
  expect(seen).toEqual([8, 10, 11]);
  expect([sample.progress, sample.error]).toEqual([null, null]);
  sample.forget();
  expect(sample.stages).toEqual([]);
});

test('a sample that is cancelled leaves nothing', async () => {
  const api = new ApiClient(async (request, init) => {
    if (frameOf(request) === 3) sample.cancel();
    init?.signal?.throwIfAborted();
    return reply(request);
  });
  const sample = new DriveSample(api, () => undefined);
  await sample.start('s', 0, 'relu', 0, 5);
  expect([sample.stages, sample.progress, sample.error]).toEqual([[], null, null]);
});

test('frames of a sample are spread evenly, ends included', () => {
  expect(spread(0, 100, 5)).toEqual([0, 25, 50, 75, 100]);
  expect(spread(7, 9, 64)).toEqual([7, 8, 9]);
  expect(spread(4, 4, 64)).toEqual([4]);
});
