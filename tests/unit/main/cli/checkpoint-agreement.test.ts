import { expect, test } from 'vitest';
import { agreements, comparedMasks, meanAgreement } from '../../../../main/cli/checkpoint-agreement.ts';
import type { FrameAnalysis } from '../../../../shared/analysis.ts';

const image = { width: 4, height: 1, data: new Uint8Array(16) };
const frames = [0, 1, 2].map((frame) => ({ frame, timeSecs: null, image: frame === 2 ? null : image }));

function analyses(...masks: readonly (readonly number[] | null)[]): readonly FrameAnalysis[] {
  return masks.map((values, frame) => ({
    ...{ frame, predictedSteering: 0, outputs: [], stages: [], problems: [] },
    mask: values && {
      width: 4,
      height: 1,
      values: Float32Array.from(values),
      signed: false,
      flat: false,
      min: 0,
      max: 1,
    },
    networkView: { left: 0, top: 0, width: 4, height: 1 },
    timings: { decodeMs: 0, preprocessMs: 0, forwardMs: 0, saliencyMs: 0 },
  }));
}

test('the mean is over the frames of which it can be said', () => {
  const last = comparedMasks(frames, analyses([0, 0.2, 0.5, 1], [1, 0, 0, 0], [1, 0, 0, 0]));
  // The same ranks; a mask that is as large everywhere; a frame whose picture is lost.
  const first = comparedMasks(frames, analyses([0, 0.1, 0.2, 0.3], [1, 1, 1, 1], [1, 0, 0, 0]));
  const each = agreements(first, last);
  expect(each.map((one) => one?.spearmanR)).toEqual([1, null, undefined]);
  expect(meanAgreement(each)).toMatchObject({ spearmanR: 1, topIou: 1 });
  expect(meanAgreement([null])).toEqual({ pearsonR: null, spearmanR: null, topIou: null, sameSign: null });
});

test('opposite masks', () => {
  const [one, other] = [
    [0, 1, 2, 3],
    [3, 2, 1, 0],
  ].map((values) => comparedMasks(frames, analyses(values)));
  expect(meanAgreement(agreements(one!, other!))).toMatchObject({ pearsonR: -1, spearmanR: -1, topIou: 0 });
});
