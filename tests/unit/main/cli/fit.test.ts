import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { describeFit } from '../../../../main/cli/describe-fit.ts';
import type { FitResult } from '../../../../shared/fit.ts';
import { preprocessingSchema } from '../../../../shared/preprocessing.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';
import { runCommandLine } from '../../../support/run-command-line.ts';
import { makeGreyDrive, writeMeanNetwork } from '../../../support/tiny-network-file.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());
const at = (name: string): string => join(folder.path, name);
const drivePath = makeGreyDrive(
  at('drive'),
  Array.from({ length: 20 }, (_, frame) => 40 + ((frame * 67) % 180)),
);
const fit = (modelPath: string, ...more: string[]) =>
  runCommandLine('fit', '--drive', drivePath, '--model', modelPath, '--device', 'cpu', ...more);

test('the choice is shown, told as JSON, and saved once', async () => {
  const modelPath = await writeMeanNetwork(at('mean.h5'));
  const { code, stdout } = await fit(modelPath, '--json', '--sample', '10', '--save');
  expect(code).toBe(0);
  const result = JSON.parse(stdout) as FitResult;
  expect(result).toMatchObject({ agrees: true, frameCount: 10 });
  const saved: unknown = JSON.parse(readFileSync(`${modelPath}.steerscope.json`, 'utf8'));
  expect(saved).toEqual(result.candidates[0]?.preprocessing);
  expect(preprocessingSchema.parse(saved)).toEqual(saved);

  const again = await fit(modelPath, '--save');
  expect(again.code).toBe(1);
  expect(again.stderr).toContain('--overwrite');
  const over = await fit(modelPath, '--save', '--overwrite');
  expect(over.code).toBe(0);
  expect(over.stdout).toMatch(/rank +r +MAE +frames +preprocessing +remarks\s+1 +=\* +1\.000 .* \/ 255/);
});

test('nothing is saved where nothing agrees', async () => {
  const modelPath = await writeMeanNetwork(at('dead.h5'), { gain: 0 });
  const { code, stdout, stderr } = await fit(modelPath, '--save');
  expect(code).toBe(1);
  expect(stdout).toContain('constant');
  expect(stderr).toContain('Nothing is saved');
  expect(() => readFileSync(`${modelPath}.steerscope.json`)).toThrow('ENOENT');
});

test('a count that is none is a usage error', async () => {
  expect(await fit('any.h5', '--sample', '1:2')).toMatchObject({ code: 2 });
});

test('--overwrite without --save is a usage error, not ignored', async () => {
  const { code, stderr } = await fit('any.h5', '--overwrite');
  expect([code, stderr]).toEqual([2, expect.stringContaining('needs --save')]);
});

test('rows beyond the table are counted', () => {
  const candidate = {
    preprocessing: { version: 1 as const, steps: [] },
    description: 'the picture as it is',
    metrics: null,
    problems: [],
    wellKnown: false,
    tied: false,
  };
  const candidates = Array.from({ length: 23 }, () => candidate);
  const text = describeFit({ candidates, frameCount: 5, agrees: false, verdict: 'None.' });
  expect(text).toContain('… and 3 more that agree less');
  expect(text.split('\n')[1]).toMatch(/^ +1 +- +- +0 {2}the picture as it is$/);
});
