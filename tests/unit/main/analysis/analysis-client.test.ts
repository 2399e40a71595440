import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AnalysisClient } from '../../../../main/analysis/analysis-client.ts';
import { findDemo } from '../../../../main/api/installation.ts';
import { startWorker } from '../../../../main/analysis/worker-thread.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';
import { makeGreyDrive, writeMeanNetwork } from '../../../support/tiny-network-file.ts';

const demo = findDemo();
const folder = temporaryFolder();
const drivePath = join(folder.path, 'drive');
const modelPath = join(folder.path, 'mean.h5');
beforeAll(async () => {
  makeGreyDrive(drivePath, [0, 51, 102, 153, 204, 255]);
  await writeMeanNetwork(modelPath);
});
afterAll(() => folder[Symbol.dispose]());

/** A client whose threads can be killed. */
function mortalClient(): { client: AnalysisClient; threads: Worker[] } {
  const threads: Worker[] = [];
  const client = new AnalysisClient(1, () => {
    const thread = startWorker();
    threads.push(thread);
    return thread;
  });
  return { client, threads };
}

test('a thread that dies fails what it was doing; the next call starts another with the same drive and network', async () => {
  const { client, threads } = mortalClient();
  // WebAssembly: killing a thread amid a run of onnxruntime aborts the process, which is why `dispose` waits.
  await client.change({ drivePath, modelPath, engine: 'tensorflow' });
  const running = client.analyseFrames([0, 1, 2, 3, 4, 5]);
  await threads[0]?.terminate();
  await expect(running).rejects.toMatchObject({ code: 'worker-failed' });
  const again = await Promise.all([client.analyseFrame(1), client.columns()]);
  expect(again[0].predictedSteering).toBeCloseTo(0.2, 2);
  expect(again[1].image.ends).toHaveLength(6);
  expect(threads).toHaveLength(2);
  await client.dispose();
});

test('an error that nothing in the thread catches fails the calls and not the process', async () => {
  const { client, threads } = mortalClient();
  await client.change({ drivePath });
  // A message that no client of ours sends.
  threads[0]?.postMessage(null);
  await expect(client.columns()).rejects.toMatchObject({ code: 'worker-failed' });
  expect((await client.columns()).image.ends).toHaveLength(6);
  await client.dispose();
});

test('while scrubbing, the newest frame wins', async () => {
  const { client } = mortalClient();
  await client.change({ drivePath, modelPath });
  const asked = [0, 1, 2, 3, 4, 5].map((frame) => client.analyseFrame(frame));
  const settled = await Promise.allSettled(asked);
  const frames = settled.map((outcome) =>
    outcome.status === 'fulfilled' ? outcome.value.frame : (outcome.reason as { code: string }).code,
  );
  expect(frames).toEqual([0, 'cancelled', 'cancelled', 'cancelled', 'cancelled', 5]);
  await client.dispose();
});

test('a change that is cancelled, early or late, leaves the client knowing what is open', async () => {
  const otherPath = await writeMeanNetwork(join(folder.path, 'other.h5'));
  const { client } = mortalClient();
  const outcomes = new Set<string>();
  for (const waitMs of [0, 1, 10, 30, 60, 100, 150]) {
    await client.change({ drivePath, modelPath });
    const cancelling = new AbortController();
    const changing = client.change({ modelPath: otherPath }, { signal: cancelling.signal });
    setTimeout(() => cancelling.abort(), waitMs);
    outcomes.add(
      await changing.then(
        () => 'changed',
        ({ code }: { code: string }) => code,
      ),
    );
    const known = client.state.model?.path;
    expect(client.asked.modelPath).toBe(known);
    expect((await client.change({})).model?.path).toBe(known);
  }
  expect(outcomes).toContain('cancelled');
  await client.dispose();
});

test.skipIf(demo === null)('a client closed amid a run of onnxruntime does not take the process with it', async () => {
  for (const waitMs of [0, 20, 40, 60]) {
    const { client, threads } = mortalClient();
    await client.change({ ...demo, engine: 'onnx' });
    const exited = new Promise((resolve) => threads[0]?.once('exit', resolve));
    const frames = await client.locateFrames(0, 320);
    const refused = expect(client.analyseLocations(frames)).rejects.toMatchObject({ code: 'cancelled' });
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    await client.dispose();
    await Promise.all([refused, exited]);
  }
});

test('a closed client lets its thread go, and what still waits is cancelled', async () => {
  const { client, threads } = mortalClient();
  await client.change({ drivePath, modelPath });
  const exited = new Promise((resolve) => threads[0]?.once('exit', resolve));
  const running = client.analyseFrames([0, 1, 2, 3, 4, 5]);
  const refused = expect(running).rejects.toMatchObject({ code: 'cancelled' });
  await client.dispose();
  await refused;
  await exited;
  await expect(client.columns()).rejects.toMatchObject({ code: 'cancelled' });
  expect(threads).toHaveLength(1);
});
