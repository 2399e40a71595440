import { expect, test } from 'vitest';
import { planLab } from '../../../../main/lab/plan-lab.ts';
import type { SessionState } from '../../../../shared/session.ts';
import { labRequestSchema } from '../../../../shared/lab.ts';
import { saliencyMethods } from '../../../../shared/saliency-methods.ts';
import type { SteerscopeError } from '../../../../shared/steerscope-error.ts';

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
  expect(plan({ experiment: { kind: 'jumps' } })).toMatchObject({ request: { every: 1 }, frames: { length: 100_000 } });
  expect(() => plan({ experiment: { kind: 'deletion' }, every: 1 })).toThrow('100000 frames, and 2000 is the most');
  expect(plan({ experiment: { kind: 'deletion' }, from: 98_000, to: 999_999, every: 1 }).frames).toHaveLength(2000);
});

test('jumps are from each frame to the next: no other is taken', () => {
  const asked = (every: number) => labRequestSchema.safeParse({ experiment: { kind: 'jumps' }, every });
  expect(asked(10).error?.issues).toMatchObject([{ path: ['every'] }]);
  // As a result tells it.
  expect(asked(1).success).toBe(true);
});

test('a result that would be too large is refused, with what would do', () => {
  const refusal = (experiment: object) => {
    try {
      plan({ experiment, every: 100 });
    } catch (thrown) {
      const { message, nextStep } = thrown as SteerscopeError;
      return `${message} ${nextStep}`;
    }
    return null;
  };
  // Of 1000 frames each; 200 steps and the start, six curves and the shares.
  expect(refusal({ kind: 'deletion', steps: 200 })).toBe(
    'The experiment would find 1407 numbers of each of 1000 frames, and 1000000 in all is the most. ' +
      'Look at 710 frames of the range at most, or ask for fewer steps.',
  );
  expect(refusal({ kind: 'perturbation', steps: 500 })).toContain('1002 numbers of each');
  // 1000 pixels to either side and none at all: 2001 positions, five times.
  expect(refusal({ kind: 'shift', limitPx: 1000, stepPx: 1 })).toMatch(/10005 numbers .* 99 frames .* larger step/);
  // 34 methods are 561 pairs of four figures.
  expect(refusal({ kind: 'compare', methods: saliencyMethods.slice(0, 34) })).toMatch(/2244 numbers .* fewer methods/);
});

test('the defaults are taken of as many frames as there may be', () => {
  for (const kind of ['shift', 'deletion', 'perturbation', 'compare'])
    expect(plan({ experiment: { kind }, every: 50 }).frames).toHaveLength(2000);
});

test('a range without frames, and a session without a network, are refused', () => {
  expect(() => plan({ experiment: { kind: 'shift' }, from: 100_000 })).toThrow('has 100000 frames');
  const request = labRequestSchema.parse({ experiment: { kind: 'shift' } });
  expect(() => planLab(request, { ...state, model: null })).toThrow('needs a drive and a network');
});
