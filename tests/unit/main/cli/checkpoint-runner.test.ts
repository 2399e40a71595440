import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openAnalysisClient } from '../../../../main/analysis/analysis-client.ts';
import { CheckpointRunner } from '../../../../main/cli/checkpoint-runner.ts';
import { usualChoice } from '../../../../main/cli/network-options.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';
import { makeGreyDrive, writeMeanNetwork } from '../../../support/tiny-network-file.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

test('a checkpoint that training writes anew meanwhile is run as it was opened', async () => {
  // So many that several threads are worth it.
  const drivePath = makeGreyDrive(join(folder.path, 'drive'), new Array<number>(520).fill(51));
  const modelPath = await writeMeanNetwork(join(folder.path, 'mean.h5'));
  const runner = new CheckpointRunner(await openAnalysisClient({ drivePath, threads: 1 }), usualChoice);
  const { signal } = new AbortController();
  const mae = async (): Promise<number | null | undefined> =>
    (await runner.run({ signal, onProgress: () => undefined })).metrics?.mae;
  try {
    await runner.open(modelPath, signal);
    expect(await mae()).toBeCloseTo(0, 2);
    await writeMeanNetwork(modelPath, { gain: 2 });
    // The threads of before take what is there now.
    expect(await mae()).toBeCloseTo(0, 2);
    await runner.open(modelPath, signal);
    expect(await mae()).toBeCloseTo(0.2, 2);
  } finally {
    await runner.dispose();
  }
}, 60_000);
