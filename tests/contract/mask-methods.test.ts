import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnalysisSession } from '../../main/analysis/analysis-session.ts';
import { openSession } from '../../main/analysis/session.ts';
import { methodFacts, saliencyMethods } from '../../shared/saliency-methods.ts';
import { writeFlatNetwork } from '../support/flat-network.ts';
import { temporaryFolder, writeFiles } from '../support/make-drive.ts';
import { greyJpeg, greyName, makeGreyDrive, writeMeanNetwork } from '../support/tiny-network-file.ts';

/* One suite over every method: what the table says of its masks is so, and a network that it cannot explain still predicts. */

const folder = temporaryFolder();
const drivePath = join(folder.path, 'drive');
const halvesFrame = 1;

let withConvolution: AnalysisSession;
let without: AnalysisSession;
beforeAll(async () => {
  makeGreyDrive(drivePath, [0, 0]);
  writeFiles(drivePath, { [`IMG/${greyName(halvesFrame)}`]: greyJpeg(255, 0) });
  await writeMeanNetwork(join(folder.path, 'mean.h5'));
  const flat = await writeFlatNetwork(join(folder.path, 'flat.h5'), [8, 16, 3]);
  withConvolution = await openSession({ drivePath, modelPath: join(folder.path, 'mean.h5'), threads: 1 });
  without = await openSession({ drivePath, modelPath: flat, threads: 1 });
});
afterAll(async () => {
  await Promise.all([withConvolution.dispose(), without.dispose()]);
  folder[Symbol.dispose]();
});

describe.each(saliencyMethods)('%s', (method) => {
  const { name, signed, explains, group } = methodFacts[method];

  test('makes masks with or without a sign, as the table says', async () => {
    const [analysis] = await withConvolution.analyseFrames([halvesFrame], { method });
    expect(analysis?.predictedSteering).toBeCloseTo(0.5, 2);
    // A port may be of one kind of network only.
    if (group === 'Public ports' && !analysis?.mask) return expect(analysis?.problems).toHaveLength(1);
    expect(analysis?.problems).toEqual([]);
    const { mask } = analysis ?? {};
    expect(mask).toMatchObject({ signed, height: 8, width: 16 });
    expect(mask?.values).toHaveLength(8 * 16);
    const largest = Math.max(...(mask?.values ?? []).map(Math.abs));
    expect(largest).toBe(mask?.flat ? 0 : 1);
    const smallest = Math.min(...(mask?.values ?? []));
    expect(smallest).toBeGreaterThanOrEqual(signed ? -1 : 0);
    if (signed) expect(mask?.min).toBe(-(mask?.max ?? Number.NaN));
  });

  test('leaves the prediction of a network without convolutions, and says what it cannot explain', async () => {
    const [analysis] = await without.analyseFrames([halvesFrame], { method });
    expect(analysis?.predictedSteering).toBeCloseTo(0.5, 2);
    if (analysis?.mask) return expect([explains, analysis.problems]).toEqual(['steering', []]);
    // The window says this itself.
    if (group === 'VisualBackProp') return expect(analysis?.problems).toEqual([]);
    expect(analysis?.problems).toEqual([
      {
        severity: 'warning',
        code: expect.stringMatching(/^unsupported-/),
        message: expect.stringContaining(`${name} cannot explain this network. `),
        place: null,
        frame: null,
      },
    ]);
  });
});

test('what explains the steering needs no convolution', async () => {
  for (const method of ['gradient', 'lrp-epsilon', 'occlusion'] as const)
    expect((await without.analyseFrames([halvesFrame], { method }))[0]?.mask, method).not.toBeNull();
});
