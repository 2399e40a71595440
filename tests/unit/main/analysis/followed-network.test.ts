import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openAnalysisClient, type AnalysisClient } from '../../../../main/analysis/analysis-client.ts';
import { openRunWorkers } from '../../../../main/analysis/drive-run.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';
import { makeGreyDrive, writeMeanNetwork } from '../../../support/tiny-network-file.ts';

const folder = temporaryFolder();
const opened: AnalysisClient[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((client) => client.dispose()));
});

async function open(name: string, followNetwork: boolean) {
  mkdirSync(join(folder.path, name));
  const modelPath = await writeMeanNetwork(join(folder.path, name, 'mean.h5'));
  const drivePath = makeGreyDrive(join(folder.path, name, 'drive'), [51, 255]);
  const client = await openAnalysisClient({ drivePath, modelPath, followNetwork, threads: 1 });
  opened.push(client);
  let wake: () => void = () => undefined;
  let news = 0;
  client.onNetworkChanged = () => {
    news += 1;
    wake();
  };
  const next = async (): Promise<void> => {
    while (news === 0) await new Promise<void>((resolve) => (wake = resolve));
    news -= 1;
  };
  const steering = async (): Promise<number> => (await client.analyseFrame(0)).predictedSteering;
  return { client, modelPath, next, steering };
}

test('a followed network is opened again; garbage is told and leaves it, until a good one comes', async () => {
  const { client, modelPath, next, steering } = await open('followed', true);
  expect(client.state.networkVersion).toMatchObject({ followed: true, number: 1 });
  expect(await steering()).toBeCloseTo(0.2, 2);

  await writeMeanNetwork(modelPath, { gain: 2 });
  await next();
  expect(client.state.networkVersion?.number).toBe(2);
  expect(await steering()).toBeCloseTo(0.4, 2);

  writeFileSync(modelPath, readFileSync(modelPath).subarray(0, 3000));
  await next();
  expect(client.state.problems).toMatchObject([
    { severity: 'warning', code: 'network-not-reopened', message: expect.stringContaining('damaged') },
  ]);
  expect(client.state.networkVersion?.number).toBe(2);
  expect(await steering()).toBeCloseTo(0.4, 2);

  // Another input: what goes by the old one is opened anew.
  await writeMeanNetwork(modelPath, { gain: 0.5, channels: 1 });
  await next();
  expect(client.state).toMatchObject({
    problems: [],
    networkVersion: { number: 3 },
    model: { input: { channels: 1 } },
  });
  expect(await steering()).toBeCloseTo(0.1, 2);
}, 60_000);

test('one that is not followed stays; threads of a run take no other writing than the session has', async () => {
  const { client, modelPath, steering } = await open('left', false);
  expect((await workersOf(client)).length).toBe(1);
  await writeMeanNetwork(modelPath, { gain: 2 });
  expect(await workersOf(client)).toEqual([]);
  expect(client.state.networkVersion).toMatchObject({ followed: false, number: 1 });
  expect(await steering()).toBeCloseTo(0.2, 2);

  // From now on: what was written meanwhile is opened too.
  const reopened = new Promise<void>((resolve) => (client.onNetworkChanged = resolve));
  await client.change({ followNetwork: true });
  await reopened;
  expect(await steering()).toBeCloseTo(0.4, 2);
  expect((await workersOf(client)).length).toBe(1);

  rmSync(modelPath);
  const missed = new Promise<void>((resolve) => (client.onNetworkChanged = resolve));
  await missed;
  expect(client.state.problems).toMatchObject([{ message: expect.stringContaining('no file') }]);
  expect((await client.change({ followNetwork: false })).problems).toEqual([]);
}, 60_000);

async function workersOf(client: AnalysisClient): Promise<readonly AnalysisClient[]> {
  const workers = await openRunWorkers(client, 1);
  opened.push(...workers);
  return workers;
}
