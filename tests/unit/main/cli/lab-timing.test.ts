import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NetworkTiming } from '../../../../shared/method-timing.ts';
import { describeTiming } from '../../../../main/cli/describe-timing.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';
import { runCommandLine } from '../../../support/run-command-line.ts';
import { writeMeanNetwork } from '../../../support/tiny-network-file.ts';

const folder = temporaryFolder();
const network = join(folder.path, 'mean.h5');
beforeAll(async () => void (await writeMeanNetwork(network)));
afterAll(() => folder[Symbol.dispose]());

test('lab timing: every engine that runs the network, in JSON for scripts', async () => {
  const { code, stdout } = await runCommandLine('lab', 'timing', '--model', network, '--rounds', '1', '--json');
  expect(code).toBe(0);
  const timing = JSON.parse(stdout) as NetworkTiming;
  expect(timing).toMatchObject({ path: network, parameterCount: 13 + 33, stageCount: 1, threads: 1, without: [] });
  expect(timing.engines.map(({ engine }) => engine.name)).toEqual(expect.arrayContaining(['onnx', 'tensorflow']));
  for (const { forwardMs, forwardWithMapsMs, methods } of timing.engines) {
    expect(Math.min(forwardMs, forwardWithMapsMs)).toBeGreaterThan(0);
    const visualBackProp = methods.find(({ method }) => method === 'visual-backprop');
    expect(visualBackProp?.reason).toBeNull();
    expect(visualBackProp?.addedMs).toBeCloseTo(
      visualBackProp!.maskMs! + Math.max(0, forwardWithMapsMs - forwardMs),
      9,
    );
    expect(methods.some(({ method }) => method === 'occlusion')).toBe(false);
  }
});

test('an engine that does not run the network is named with the reason', async () => {
  const converted = join(folder.path, 'mean.onnx');
  await runCommandLine('convert', network, converted);
  const { stdout } = await runCommandLine('lab', 'timing', '--model', converted, '--rounds', '1', '--methods', 'phi');
  expect(stdout).toMatch(/^ONNX Runtime .* on CPU, 1 thread: forward pass /m);
  expect(stdout).toMatch(/^Exact contribution \(phi\) +[\d.]+ ms/m);
  expect(stdout).toMatch(/^tensorflow on wasm: not timed\. The engine TensorFlow\.js runs networks of Keras/m);
});

test('what is not a method or a count is refused', async () => {
  const run = (...args: string[]) => runCommandLine('lab', 'timing', '--model', network, ...args);
  expect(await run('--methods', 'phi,guessing')).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('There is no method "guessing"') as string,
  });
  expect((await run('--rounds', '0')).stderr).toContain('Give a whole number above 0.');
});

test('the table compares with the forward pass and with VisualBackProp', () => {
  const info = {
    name: 'onnx',
    device: 'CPU',
    deviceKind: 'cpu',
    precision: 'float32',
    library: 'ONNX Runtime 1.30.0',
    fallbackReason: null,
    probe: null,
  } as const;
  const text = describeTiming({
    path: 'pilot.h5',
    parameterCount: 252_219,
    stageCount: 5,
    threads: 1,
    engines: [
      {
        engine: info,
        forwardMs: 2,
        forwardWithMapsMs: 2.1,
        methods: [
          { method: 'visual-backprop', maskMs: 0.1, maskP95Ms: 0.2, addedMs: 0.2, reason: null },
          { method: 'occlusion', maskMs: 400, maskP95Ms: 500, addedMs: 400, reason: null },
          { method: 'phi', maskMs: null, maskP95Ms: null, addedMs: null, reason: 'It cannot.' },
          { method: 'lrp-epsilon', maskMs: null, maskP95Ms: null, addedMs: null, reason: 'It cannot.' },
        ],
      },
    ],
    without: [],
  });
  expect(text.split('\n')).toEqual([
    'pilot.h5: 252 219 parameters, 5 stages',
    '',
    'ONNX Runtime 1.30.0 on CPU, 1 thread: forward pass 2.00 ms, with averaged maps 2.10 ms',
    '                     mask  ÷ forward      added  ÷ forward  ÷ VisualBackProp',
    'VisualBackProp   0.100 ms      5.0 %   0.200 ms     10.0 %               1.0',
    'Occlusion       400.00 ms  20000.0 %  400.00 ms  20000.0 %            2000.0',
    'Exact contribution (phi); LRP, epsilon: not timed. It cannot.',
  ]);
});
