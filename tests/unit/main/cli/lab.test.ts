import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeLab } from '../../../../main/cli/describe-lab.ts';
import { experimentSchema } from '../../../../shared/lab.ts';
import type { LabResult, LabSummary } from '../../../../shared/lab-findings.ts';
import { saliencyMethods } from '../../../../shared/saliency-methods.ts';
import { temporaryFolder, writeFiles } from '../../../support/make-drive.ts';
import { runCommandLine } from '../../../support/run-command-line.ts';
import { greyJpeg, greyName, makeGreyDrive, writeMeanNetwork } from '../../../support/tiny-network-file.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());
const at = (name: string): string => join(folder.path, name);
let modelPath = '';

/** The network answers with the mean; frame 2 is the same all over, so that its mask is flat. */
beforeAll(async () => {
  makeGreyDrive(at('drive'), [0, 0, 90]);
  writeFiles(join(at('drive'), 'IMG'), { [greyName(0)]: greyJpeg(255, 0), [greyName(1)]: greyJpeg(0, 255) });
  modelPath = await writeMeanNetwork(at('mean.h5'));
});

const lab = (experiment: string, ...more: string[]) =>
  runCommandLine('lab', experiment, '--drive', at('drive'), '--model', modelPath, '--device', 'cpu', ...more);

test('what is found is shown as a table, and written whole as JSON', async () => {
  const out = at('found.json');
  const { code, stdout } = await lab('deletion', '--steps', '2', '--out', out);
  expect(code).toBe(0);
  expect(stdout).toContain('2 frames of 0 to 2; steering in normalised');
  // White half first: 0.5, then 0.25, then 0.5 again; in the random order of one pixel after the other less.
  expect(stdout).toMatch(/deletion +0\.125 +0\.\d+ +/);
  expect(stdout).toContain('mask-flat');
  const result = JSON.parse(readFileSync(out, 'utf8')) as LabResult;
  expect(result).toMatchObject({ frameCount: 2, request: { experiment: { kind: 'deletion', steps: 2 } } });
  expect(result.findings).toHaveLength(2);
});

test('each experiment takes its own flags', async () => {
  const shift = await lab(
    'shift',
    '--threshold',
    'range:0.5',
    '--dilation',
    '0',
    '--limit',
    '2',
    '--json',
    '--to',
    '1',
  );
  const { request, findings } = JSON.parse(shift.stdout) as LabResult;
  expect(request).toMatchObject({ experiment: { threshold: { by: 'range', share: 0.5 }, dilationPx: 0 }, to: 1 });
  expect(findings).toMatchObject([{ salientShare: 0.5, shiftsPx: [-2, -1, 0, 1, 2] }]);
  const compare = await lab('compare', '--methods', 'visual-backprop,occlusion');
  expect(compare.stdout).toMatch(/visual-backprop +occlusion +[01]\.\d\d/);
});

test.each([
  ['shift', '--threshold', 'half', 'top: or range:'],
  ['compare', '--methods', 'visual-backprop', 'methods'],
  ['jumps', '--every', '2', "unknown option '--every'"],
])('%s %s %s is a usage error', async (experiment, flag, value, words) => {
  const { code, stderr } = await lab(experiment, flag, value);
  expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
});

test('a range without frames is refused', async () => {
  const { code, stderr } = await lab('jumps', '--from', '3');
  expect([code, stderr]).toEqual([1, expect.stringContaining('the drive has 3 frames')]);
});

test('jumps, a matrix and margins in words', () => {
  const tell = (summary: LabSummary | null): string =>
    describeLab({
      request: { experiment: experimentSchema.parse({ kind: 'jumps' }), from: 0, to: 9, every: 1 },
      ...{ unit: 'deg', frameCount: 9, summary, findings: [], problems: [] },
    });
  const jump = { frame: 7, distancePx: 21.25, from: { x: 0.25, y: 0.5 }, to: { x: 0.75, y: 0.5 } };
  const jumps = [{ ...jump, maskChange: 0.4, steeringChange: 0.002 }];
  expect(tell({ kind: 'jumps', steadyBelow: 0.01, usualDistancePx: 1.5, jumps })).toMatch(
    /9 frames of 0 to 8; steering in deg[^]*7 +21\.3 px +25 %, 50 % +75 %, 50 % +40 % +0\.00200[^]*moves by 1\.5 px/,
  );
  expect(tell(null)).toContain('Nothing was found.');
  const alike = { pearsonR: null, sameSign: null, topIou: null };
  const methods = saliencyMethods.slice(0, 5);
  const spearmanR = { lower: 0.1, median: 0.25, upper: 0.3 };
  const pairs = [
    { first: methods[0]!, second: methods[4]!, ...alike, spearmanR, topIou: { ...spearmanR, median: 0.75 } },
  ];
  const matrix = tell({ kind: 'compare', methods, pairs }).split('\n');
  expect(matrix[3]).toMatch(/^1 +visual-backprop +· +none +none +none +0\.25$/);
  expect(matrix[7]).toMatch(/^5 +\S+ +0\.75 +none +none +none +·$/);
  const margin = { mean: 0.02, standardError: 0.001, low: -0.01, high: 0.05, relative: null, better: 0.75 };
  const curve = { mean: [], lower: [], median: [], upper: [] };
  const perturbation = { regionPx: 5, curves: { mask: curve, random: curve }, aopc: { mask: 0.1, random: 0.08 } };
  expect(tell({ kind: 'perturbation', ...perturbation, margin, entropy: null })).toContain(
    '+0.0200 (-0.0100 to +0.0500), better in 75 %',
  );
});
