import { fork } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openAnalysisClient, type AnalysisClient } from '../../main/analysis/analysis-client.ts';
import { openTensorflowEngine } from '../../main/engines/tensorflow.ts';
import { nativeTensorflowStatus } from '../../main/models/native/native-status.ts';
import { openModel } from '../../main/models/registry.ts';
import { realData } from '../support/real-data.ts';
import { scattered } from '../support/tiny-models.ts';

const root = join(import.meta.dirname, '..', '..');
const demo = { drivePath: join(root, 'demo', 'drive'), modelPath: join(root, 'demo', 'model', 'pilotnet.h5') };

test('says what it is', async () => {
  const { version, available, devices } = await nativeTensorflowStatus();
  expect(available).toBe(true);
  const model = await openModel(demo.modelPath);
  const engine = await openTensorflowEngine(model);
  expect(engine.info).toMatchObject({
    name: 'tensorflow',
    ...devices[0],
    library: `TensorFlow.js 4.22.0 with TensorFlow ${version}`,
    fallbackReason: null,
  });
  model.dispose();
});

test('what it has not is WebAssembly, with the reason', async () => {
  const model = await openModel(demo.modelPath);
  const engine = await openTensorflowEngine(model, 'dml');
  expect(engine.info).toMatchObject({
    deviceKind: 'wasm',
    fallbackReason: expect.stringMatching(/^TensorFlow .* not on dml/),
  });
  model.dispose();
});

test('loads and runs in silence', async () => {
  const entry = join(root, 'main', 'models', 'native', 'native-trial-worker.ts');
  const child = fork(entry, { silent: true });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (said += text.toString()));
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect({ code, said }).toEqual({ code: 0, said: '' });
});

const networks = [
  ['the demo network', demo.modelPath],
  ['an ELU network of Keras 1', realData('models', 'm_naokishibuya', 'model.h5')],
  ['a network with a Lambda', realData('models', 'm_billzito_comma', 'successful_models', 'nvidia_33_17.h5')],
  ['a network that crops and resizes', realData('models', 'm_lybron', 'model.h5')],
  ['a network with batch normalisation and pooling', realData('models', 'm_spadin', 'saves', '0002', 'model.h5')],
  ['a network with two outputs', realData('drives', 'donkey_tubv1_palevich', 'models', 'mypilot.h5')],
  ['a TF.js graph', realData('models', 'tfjs_graph_subhadip', 'tfjs_model', 'model.json')],
  ['a SavedModel', realData('drives', 'sully_martin', 'model', 'pilotnetCloudV1')],
] as const;

describe.each(networks)('%s', (_, path) => {
  test.skipIf(path === null)('answers as on WebAssembly, its weights moving from one to the other', async () => {
    const model = await openModel(path ?? '');
    onTestFinished(() => model.dispose());
    const { height, width, channels } = model.info.input;
    const brightest = model.info.scalesInput ? 255 : 1;
    const data = scattered(3 * height * width * channels).map((value) => brightest * Math.abs(value));
    const batch = { count: 3, data };
    const native = await openTensorflowEngine(model);
    const webAssembly = await openTensorflowEngine(model, 'wasm');
    const expected = await webAssembly.run(batch);
    expect(expected[0]?.averaged.some(({ values }) => values.some((value) => value > 0))).toBe(true);
    for (const engine of [native, webAssembly, native])
      for (const [picture, { outputs, averaged }] of (await engine.run(batch)).entries()) {
        for (const [index, values] of outputs.entries()) closeTo(values, expected[picture]?.outputs[index]);
        for (const [stage, { values }] of averaged.entries())
          closeTo(values, expected[picture]?.averaged[stage]?.values);
      }
  });
});

/** Within 1e-5, of 1 or of the largest. */
function closeTo(found: Float32Array, expected: Float32Array = new Float32Array()): void {
  const largest = Math.max(1, ...expected.map(Math.abs));
  expect(found.length).toBe(expected.length);
  expect(Math.max(...found.map((value, index) => Math.abs(value - expected[index]!)))).toBeLessThan(1e-5 * largest);
}

describe('worker threads', () => {
  const frames = [0, 1, 2, 3];
  let alone: readonly number[];

  const opened = (): Promise<AnalysisClient> => openAnalysisClient({ ...demo, engine: 'tensorflow', threads: 1 });
  const predictions = async (client: AnalysisClient): Promise<readonly number[]> =>
    (await client.analyseFrames(frames)).map(({ predictedSteering }) => predictedSteering);

  beforeAll(async () => {
    const client = await opened();
    expect(client.state.engine?.library).toContain('with TensorFlow');
    alone = await predictions(client);
    await client.dispose();
  });

  test('may each load it, at the same time and after others have ended', async () => {
    for (let round = 0; round < 2; round += 1) {
      const clients = await Promise.all([opened(), opened(), opened()]);
      const all = await Promise.all(clients.map(predictions));
      expect(all).toEqual([alone, alone, alone]);
      await Promise.all(clients.map((client) => client.dispose()));
    }
  });
});
