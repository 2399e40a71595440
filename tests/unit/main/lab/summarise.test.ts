import { expect, test } from 'vitest';
import { FocusJumpTally } from '../../../../main/lab/focus-jumps.ts';
import { margin } from '../../../../main/lab/margin.ts';
import type { LabPlan } from '../../../../main/lab/plan-lab.ts';
import { quartiles } from '../../../../main/lab/quartiles.ts';
import { summarise } from '../../../../main/lab/summarise.ts';
import type { AnalysedFrame } from '../../../../main/analysis/analysis-session.ts';
import { experimentSchema, focusJumpsSchema, framesOf } from '../../../../shared/lab.ts';
import type { ComparisonFindings, ShiftFindings } from '../../../../shared/lab-findings.ts';
import { fitLine } from '../../../../shared/line-fit.ts';

test('quartiles as NumPy has them', () => {
  expect(quartiles([4, 1, 3, 2])).toEqual({ lower: 1.75, median: 2.5, upper: 3.25 });
  expect(quartiles([7])).toEqual({ lower: 7, median: 7, upper: 7 });
  expect(quartiles([])).toBeNull();
});

test('a line by least squares', () => {
  // Σ(x − 1)(y − 3) = 4, Σ(x − 1)² = 2, Σ(y − 3)² = 14.
  expect(fitLine([0, 1, 2], [0, 5, 4])).toEqual({ slope: 2, intercept: 1, r2: 16 / 28 });
});

test('a constant has no R², however its mean is rounded', () => {
  // The sum of nine times 0.1, divided by nine, is not 0.1.
  const x = [-4, -3, -2, -1, 0, 1, 2, 3, 4];
  for (const level of [0.1, -0.0123, 0.7])
    expect(fitLine(x, Array<number>(9).fill(level))).toEqual({ slope: 0, intercept: level, r2: null });
});

test('a margin says how much better, how sure, and how often', () => {
  const sure = margin([3, 4, 5], [1, 2, 3], 'larger');
  expect(sure).toEqual({ mean: 2, standardError: 0, low: 2, high: 2, relative: 1, better: 1 });
  // Differences 1, −1, 3 for the smaller: mean 1, variance 4, in two of three frames.
  const unsure = margin([1, 3, 1], [2, 2, 4], 'smaller');
  expect(unsure).toMatchObject({ mean: 1, relative: 3 / 8, better: 2 / 3 });
  expect(unsure.standardError).toBeCloseTo(2 / Math.sqrt(3), 12);
  // Three draws of −1, and of 3, come up 1 time in 27: just within the interval.
  expect([unsure.low, unsure.high]).toEqual([-1, 3]);
  expect(margin([1], [2], 'larger')).toMatchObject({ mean: -1, standardError: null, better: 0 });
});

test('the frames of a range', () => {
  expect(framesOf({ from: 10, to: 20, every: 4 })).toEqual([10, 14, 18]);
  expect(framesOf({ from: 0, to: 300 })).toHaveLength(60);
  expect(framesOf({ from: 5, to: 8 })).toEqual([5, 6, 7]);
});

const shiftOf = (frame: number, ...offsets: readonly [number, number]): ShiftFindings => {
  const [salient, background] = offsets.map((slope) => [-slope, 0, slope].map((change) => change + frame)) as [
    number[],
    number[],
  ];
  const all = [-4, 0, 4].map((change) => change + frame);
  return {
    ...{ kind: 'shift', frame, salientShare: 0.2, shiftsPx: [-1, 0, 1], dilationPx: 3 },
    curves: { salient, background, all },
    fits: {
      salient: fitLine([-1, 0, 1], salient),
      background: fitLine([-1, 0, 1], background),
      all: fitLine([-1, 0, 1], all),
    },
    validity: offsets[0] / 4,
    backgroundShare: offsets[1] / 4,
    control: { curve: background, fit: fitLine([-1, 0, 1], background), validity: offsets[1] / 4 },
  };
};

test('shift tests of several frames: changes are averaged, however each frame steers', () => {
  const summary = summarise(experimentSchema.parse({ kind: 'shift' }), [shiftOf(100, 2, 1), shiftOf(-50, 4, 0)]);
  expect(summary).toMatchObject({
    kind: 'shift',
    shiftsPx: [-1, 0, 1],
    curves: { salient: { mean: [-3, 0, 3], lower: [-3.5, 0, 2.5] }, background: { mean: [-0.5, 0, 0.5] } },
    fits: { salient: { slope: 3, r2: 1 }, all: { slope: 4 } },
    validity: 3 / 4,
    backgroundShare: 1 / 8,
    salientToBackground: 6,
    control: { fit: { slope: 0.5 }, validity: 1 / 8, frameValidity: { median: 1 / 8 } },
    frameValidity: { lower: 0.625, median: 0.75, upper: 0.875 },
    // The second frame's background is constant.
    r2: { background: { median: 1 } },
  });
  expect(summarise(experimentSchema.parse({ kind: 'shift' }), [])).toBeNull();
});

test('comparisons of several frames: pair by pair, as far as there are masks', () => {
  const pair = { first: 'visual-backprop', second: 'occlusion', pearsonR: null, topIou: 0, sameSign: null } as const;
  const frame = (number: number, spearmanR: number | null): ComparisonFindings => {
    return { kind: 'compare', frame: number, pairs: [{ ...pair, spearmanR }] };
  };
  const experiment = experimentSchema.parse({ kind: 'compare', methods: ['visual-backprop', 'occlusion'] });
  const none: ComparisonFindings = { kind: 'compare', frame: 3, pairs: [] };
  expect(summarise(experiment, [frame(1, 0.25), frame(2, null), none, frame(4, 0.75)])).toMatchObject({
    methods: ['visual-backprop', 'occlusion'],
    pairs: [{ ...pair, spearmanR: { median: 0.5 }, topIou: { median: 0 }, sameSign: null }],
  });
});

test('jumps are told where the steering stays, the farthest first, never over a gap', () => {
  const frame = (number: number, x: number | null, steering: number): AnalysedFrame =>
    ({
      frame: number,
      predictedSteering: steering,
      figures: x === null ? null : { 'mask-centroid-x': x, 'mask-centroid-y': 0.5, 'mask-change': 0.25 },
    }) as AnalysedFrame;
  const experiment = focusJumpsSchema.parse({ kind: 'jumps', steadyBelow: 0.1 });
  const plan = {
    request: { experiment, from: 0, to: 7, every: 1 },
    unit: null,
    frames: [],
    view: { height: 10, width: 200 },
  };
  const tally = new FocusJumpTally(plan as LabPlan, experiment);
  tally.add([frame(0, 0.5, 0), frame(1, 0.52, 0.05), frame(2, 0.2, 0.5)]);
  tally.add([frame(3, 0.3, 0.5), frame(4, null, 0.5), frame(5, 0.9, 0.5), frame(6, 0.4, 0.55)]);
  expect(tally.result(false)).toMatchObject({ frameCount: 6, summary: null });
  const { summary, frameCount } = tally.result(true);
  expect(frameCount).toBe(6);
  if (summary?.kind !== 'jumps') throw new Error('no jumps');
  // To frame 2 the steering changed by 0.45; frames 4 and 5 have no neighbour to compare with.
  expect(summary.jumps.map((jump) => jump.frame)).toEqual([6, 3, 1]);
  expect(summary.jumps[0]).toMatchObject({ from: { x: 0.9, y: 0.5 }, to: { x: 0.4 }, maskChange: 0.25 });
  expect(summary.jumps.map(({ distancePx }) => Math.round(distancePx))).toEqual([100, 20, 4]);
});
