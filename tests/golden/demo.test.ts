import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { demoDrive, groundTruthFile } from '../../demo/demo-drive.ts';
import { decodeLabelPng } from '../../demo/label-png.ts';
import { label } from '../../demo/render/ground.ts';
import { MaskTally } from '../../demo/train/mask-tally.ts';
import { steeringMetrics } from '../../shared/steering-metrics.ts';
import { openSession } from '../../main/analysis/session.ts';
import { defaultPreprocessing } from '../../main/preprocess/default-preprocessing.ts';

const { folder, modelFile, groundTruthFolder, frameCount, heldBackFrom } = demoDrive;
const heldBack = Array.from({ length: frameCount - heldBackFrom }, (_, index) => heldBackFrom + index);

/** Predictions and masks of the held-back frames through the whole product, against recorded steering and ground truth. */
async function judge(engine: 'onnx' | 'tensorflow') {
  const session = await openSession({ drivePath: folder, modelPath: modelFile, engine });
  const { steering } = await session.columns();
  const tally = new MaskTally();
  const predicted: number[] = [];
  for (let at = 0; at < heldBack.length; at += 30) {
    for (const analysis of await session.analyseFrames(heldBack.slice(at, at + 30))) {
      predicted.push(analysis.predictedSteering);
      tally.add(analysis.mask!, decodeLabelPng(readFileSync(groundTruthFile(analysis.frame))));
    }
  }
  const { model, preprocessing, problems } = session.state;
  await session.dispose();
  const metrics = steeringMetrics(steering!.slice(heldBackFrom), predicted)!;
  return { model: model!, preprocessing, problems, metrics, tally };
}

describe('the bundled demo', () => {
  test.each(['onnx', 'tensorflow'] as const)(
    'on %s the network steers the held-back road and looks at its lane markings',
    async (engine) => {
      const { metrics, tally, model, preprocessing, problems } = await judge(engine);
      // What its file says is what would be done with nothing said.
      expect(preprocessing).toEqual(defaultPreprocessing(model.input, model.scalesInput));
      expect(problems).toEqual([]);
      expect(model.problems).toEqual([]);
      expect(metrics.count).toBe(300);
      expect(metrics.pearsonR).toBeGreaterThan(0.9);
      expect(tally.onMarkings / tally.elsewhereOnRoad).toBeGreaterThan(3);
      expect(tally.onMarkings / tally.inPicture).toBeGreaterThan(3);
    },
  );

  test('is a drive without damage, recorded at 20 frames/s, steering both ways', async () => {
    const session = await openSession({ drivePath: folder });
    const info = session.state.drive!;
    const columns = await session.columns();
    expect(info).toMatchObject({ format: 'udacity-simulator', recordCount: 720, frameCount: 720, problems: [] });
    expect(info.timeSpanSecs).toBeCloseTo(719 / 20, 6);
    expect(info.steering!.min).toBeLessThan(-0.2);
    expect(info.steering!.max).toBeGreaterThan(0.2);
    expect(Math.max(...columns.numeric['speed']!)).toBeLessThan(33);
    await session.dispose();
  });

  test('has ground truth with road and markings for each held-back frame, and no other', () => {
    expect(readdirSync(groundTruthFolder).length).toBe(heldBack.length);
    for (const frame of heldBack) {
      const { width, height, labels } = decodeLabelPng(readFileSync(groundTruthFile(frame)));
      expect([width, height]).toEqual([320, 160]);
      expect(labels.filter((value) => value === label.marking).length).toBeGreaterThan(200);
      expect(labels.filter((value) => value === label.road).length).toBeGreaterThan(8000);
    }
  });

  test('stays under 8 MB', () => {
    const sizeOf = (path: string): number =>
      statSync(path).isDirectory()
        ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
        : statSync(path).size;
    expect(sizeOf(join(folder, '..'))).toBeLessThan(8_000_000);
  });
});
