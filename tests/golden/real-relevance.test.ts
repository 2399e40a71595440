import { describe, expect, onTestFinished, test } from 'vitest';
import { openSession, type Session } from '../../main/analysis/session.ts';
import { realData } from '../support/real-data.ts';

/* Relevance in networks that other people trained. */

async function opened(drivePath: string | null, modelPath: string | null): Promise<Session> {
  const session = await openSession({ drivePath, modelPath, engine: 'onnx', threads: 1 });
  onTestFinished(() => session.dispose());
  return session;
}

const drive = realData('drives', 'sully_martin', 'data', 'sample_dataset');
const savedModel = realData('drives', 'sully_martin', 'model', 'pilotnetCloudV1');

describe.skipIf(drive === null || savedModel === null)('a published SavedModel, whose biases are small', () => {
  test('has in all pixels together the relevance that its steering is', async () => {
    const session = await opened(drive, savedModel);
    for (const method of ['lrp-epsilon', 'lrp-alpha-beta', 'lrp-z-plus', 'lrp-gamma', 'lrp-composite'] as const) {
      const [frame] = await session.analyseFrames([10], { method });
      const { mask, predictedSteering } = frame!;
      const sum = mask!.values.reduce((total, value) => total + value, 0) * mask!.max;
      // In degrees.
      expect(Math.abs(predictedSteering)).toBeGreaterThan(100);
      expect(sum / predictedSteering, method).toBeCloseTo(1, 2);
    }
  });
});

const images = realData('models', 'authors_netsvf', 'images');
const netSvf = realData('models', 'authors_netsvf', 'netsvf.onnx');

describe.skipIf(images === null || netSvf === null)('the network of VisualBackProp’s authors', () => {
  test('has relevance, but for pictures at which all its dense layers rest', async () => {
    const session = await opened(images, netSvf);
    for (const method of ['lrp-paper', 'lrp-epsilon'] as const) {
      const frames = await session.analyseFrames([0, 4, 6], { method });
      expect(frames.map(({ mask }) => mask?.flat)).toEqual([false, true, true]);
      // The last bias, to the last bit.
      expect(frames[1]!.predictedSteering).toBe(frames[2]!.predictedSteering);
    }
    const [phi] = await session.analyseFrames([4], { method: 'phi' });
    expect(phi?.mask?.flat).toBe(false);
  });
});
