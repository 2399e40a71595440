import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openSession } from '../../../../main/analysis/session.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';
import { runCommandLine } from '../../../support/run-command-line.ts';

const demo = (path: string) => fileURLToPath(new URL(`../../../../demo/${path}`, import.meta.url));

test('the ONNX network steers as the Keras network does, with its preprocessing beside it', async () => {
  using folder = temporaryFolder();
  const out = join(folder.path, 'pilot.onnx');
  const { code, stdout } = await runCommandLine('convert', demo('model/pilotnet.h5'), out, '--drive', demo('drive'));
  expect(code).toBe(0);
  expect(stdout).toMatch(/Both answer alike on 24 pictures/);
  expect(stdout).toMatch(/stage +conv5 +\d\.\de-[67]/);
  expect(readdirSync(folder.path).sort()).toEqual(['pilot.onnx', 'pilot.onnx.steerscope.json']);

  const predictions = async (modelPath: string) => {
    const session = await openSession({ drivePath: demo('drive'), modelPath });
    const analyses = await session.analyseFrames([0, 100, 200]).finally(() => session.dispose());
    return analyses.map(({ predictedSteering }) => predictedSteering);
  };
  const [expected, actual] = [await predictions(demo('model/pilotnet.h5')), await predictions(out)];
  for (const [index, value] of expected.entries()) expect(actual[index]).toBeCloseTo(value, 5);
});

test('a file that is there is kept, unless told otherwise', async () => {
  using folder = temporaryFolder();
  const out = join(folder.path, 'kept.onnx');
  writeFileSync(out, 'mine');
  const refused = await runCommandLine('convert', demo('model/pilotnet.h5'), out);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('--overwrite')]);
  expect(readFileSync(out, 'utf8')).toBe('mine');
  expect((await runCommandLine('convert', demo('model/pilotnet.h5'), out, '--overwrite')).code).toBe(0);
  expect(readFileSync(out).length).toBeGreaterThan(100_000);
});

test('what is ONNX already is refused, and nothing is left', async () => {
  using folder = temporaryFolder();
  const [first, second] = [join(folder.path, 'a.onnx'), join(folder.path, 'b.onnx')];
  copyFileSync(demo('model/pilotnet.h5'), join(folder.path, 'pilot.h5'));
  expect((await runCommandLine('convert', join(folder.path, 'pilot.h5'), first)).code).toBe(0);
  const refused = await runCommandLine('convert', first, second);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('ONNX already')]);
  expect(existsSync(second)).toBe(false);
  expect(readdirSync(folder.path).sort()).toEqual(['a.onnx', 'pilot.h5']);
});
