import { expect, test } from 'vitest';
import { planLab } from '../../../../main/lab/plan-lab.ts';
import type { SessionState } from '../../../../shared/session.ts';
import { labRequestSchema } from '../../../../shared/lab.ts';

const state = {
  drive: { frameCount: 100_000 },
  model: { input: { height: 66, width: 200 } },
  steering: { predictedUnit: 'deg' },
} as unknown as SessionState;
const plan = (request: unknown) => planLab(labRequestSchema.parse(request), state);

test('what is left open is decided: some frames spread over the drive', () => {
  const { request, frames, unit } = plan({ experiment: { kind: 'shift' } });
  expect(request).toMatchObject({ from: 0, to: 100_000, every: 1667, experiment: { method: 'visual-backprop' } });
  expect([frames.length, frames[1], unit]).toEqual([60, 1667, 'deg']);
  expect(plan({ experiment: { kind: 'shift' }, from: 7, to: 8 }).request).toMatchObject({ from: 7, to: 8, every: 1 });
});

test('jumps are looked for in all frames, other experiments in some thousand at most', () => {
  expect(plan({ experiment: { kind: 'jumps' }, every: 10 })).toMatchObject({
    request: { every: 1 },
    frames: { length: 100_000 },
  });
  expect(() => plan({ experiment: { kind: 'deletion' }, every: 1 })).toThrow('100000 frames, and 2000 is the most');
  expect(plan({ experiment: { kind: 'deletion' }, from: 98_000, to: 999_999, every: 1 }).frames).toHaveLength(2000);
});

test('a range without frames, and a session without a network, are refused', () => {
  expect(() => plan({ experiment: { kind: 'shift' }, from: 100_000 })).toThrow('has 100000 frames');
  const request = labRequestSchema.parse({ experiment: { kind: 'shift' } });
  expect(() => planLab(request, { ...state, model: null })).toThrow('needs a drive and a network');
});
