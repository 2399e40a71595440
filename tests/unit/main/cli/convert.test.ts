import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openSession } from '../../../../main/analysis/session.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';
import { constantNode, frozenGraph, node, pictureNode } from '../../../support/make-tensorflow-graph.ts';
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

test('a picture size that the file leaves open comes from the preprocessing, by --preprocessing too', async () => {
  using folder = temporaryFolder();
  const [network, said, out] = ['open.pb', 'said.json', 'open.onnx'].map((name) => join(folder.path, name)) as [
    string,
    string,
    string,
  ];
  const sum = [
    constantNode('k', [2, 2, 1, 1], [1, 1, 1, 1]),
    node('out', 'Conv2D', ['picture', 'k'], { strides: [1, 1, 1, 1], padding: 'VALID' }),
  ];
  writeFileSync(network, frozenGraph([pictureNode(-1, -1, 1), ...sum]));
  const steps = [
    { op: 'colour', conversion: 'RGB2GRAY' },
    { op: 'resize', width: 3, height: 2, method: 'cv2-linear' },
  ];
  writeFileSync(said, JSON.stringify({ steps }));
  expect((await runCommandLine('convert', network, out)).stderr).toMatch(/size of its pictures open/);
  expect((await runCommandLine('inspect', network, '--preprocessing', said)).stdout).toMatch(
    /input +picture: 2 × 3 × 1/,
  );

  const { code, stdout } = await runCommandLine('convert', network, out, '--preprocessing', said);
  expect([code, stdout]).toEqual([0, expect.stringContaining('Both answer alike')]);
  expect(JSON.parse(readFileSync(`${out}.steerscope.json`, 'utf8'))).toMatchObject({ steps });
});
