import { expect, test } from 'vitest';
import {
  essence,
  gridCandidates,
  scaledOtherwise,
  variantsOf,
  wellKnownCandidates,
  type FitTarget,
} from '../../../../main/analysis/fit-candidates.ts';
import { PreprocessingTree } from '../../../../main/preprocess/preprocessing-tree.ts';
import { describePreprocessing } from '../../../../shared/describe-preprocessing.ts';
import { preprocessingSchema } from '../../../../shared/preprocessing.ts';

function target(width: number, height: number, channels = 3, scalesInput = true): FitTarget {
  const input = { name: 'x', width, height, channels, layout: 'NHWC' } as const;
  return { imageWidth: 320, imageHeight: 160, input, scalesInput };
}
const words = (candidates: readonly Parameters<typeof describePreprocessing>[0][]) =>
  candidates.map(describePreprocessing);
const pilotNet = target(200, 66);

test.each([
  ['PilotNet', pilotNet],
  ['PilotNet without a scale of its own', target(200, 66, 3, false)],
  ['grey', target(64, 64, 1)],
  ['a small camera', { ...target(200, 66, 3, false), imageWidth: 160, imageHeight: 120 }],
  ['a road camera', { ...target(200, 66, 3, false), imageWidth: 455, imageHeight: 256 }],
  ['the camera itself', target(320, 160, 3, false)],
])('every candidate for %s is valid and gives the size of the input', (_, to) => {
  const grid = gridCandidates(to);
  const { imageWidth, imageHeight, input } = to;
  const all = grid.flatMap((one) => [one, ...variantsOf(one, to), ...scaledOtherwise(one, to)]);
  for (const { steps } of all) expect(preprocessingSchema.parse({ steps }).steps).toEqual(steps);
  const preprocessings = all.map(({ steps }) => ({ steps: [...steps] }));
  const image = { width: imageWidth, height: imageHeight, data: new Uint8Array(imageWidth * imageHeight * 4) };
  const length = input.width * input.height * input.channels;
  const rooms = preprocessings.map(() => new Float32Array(length + 1).fill(9));
  new PreprocessingTree(preprocessings, imageWidth, imageHeight).prepare(image, (index) => rooms[index]!);
  // All of the input is written, and not one element more.
  expect(rooms.filter((room) => room[length - 1] === 9 || room[length] !== 9)).toEqual([]);
  expect(new Set(grid.map(({ steps }) => JSON.stringify(steps))).size).toBe(grid.length);
});

test('what public scripts do on the simulator is among them, and marked', () => {
  const known = words(wellKnownCandidates(pilotNet));
  expect(known).toContain('200 × 66 by cv2-linear');
  expect(known).toContain('crop top 60 bottom 25, 200 × 66 by cv2-linear, BGR2YUV');
  expect(known).toContain('BGR2YUV, crop top 60 bottom 25, 200 × 66 by cv2-area, GaussianBlur 3 × 3');
  expect(words(wellKnownCandidates(target(200, 66, 3, false)))).toContain(
    'crop top 60 bottom 25, RGB2YUV, GaussianBlur 3 × 3, 200 × 66 by cv2-linear, / 255',
  );
  expect(gridCandidates(pilotNet).filter(({ wellKnown }) => wellKnown)).toHaveLength(known.length);
});

test('a network that takes the size of the camera is given the whole picture', () => {
  const steps = gridCandidates(target(320, 160)).flatMap((candidate) => candidate.steps);
  expect(steps.filter(({ op }) => op === 'crop' || op === 'crop-share' || op === 'resize')).toEqual([]);
});

test('a network that scales its input is fed with 0..255, another is not', () => {
  const scaling = (to: FitTarget) => gridCandidates(to).map(({ steps }) => steps.some(({ op }) => op === 'affine'));
  expect(new Set(scaling(pilotNet))).toEqual(new Set([false]));
  expect(new Set(scaling(target(200, 66, 3, false)))).toEqual(new Set([true]));
  expect(scaledOtherwise(gridCandidates(pilotNet)[0]!, pilotNet)).toEqual([]);
});

test('variants have one essence: the same part of the picture in the same colours', () => {
  const [candidate] = wellKnownCandidates(pilotNet).filter(({ steps }) => steps.length === 4);
  const variants = variantsOf(candidate!, pilotNet);
  expect(variants).toHaveLength(4);
  expect(new Set(variants.map(essence))).toEqual(new Set([essence(candidate!)]));
});
