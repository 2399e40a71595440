import { expect, test } from 'vitest';
import { shiftPlan } from '../../../shared/shift-plan.ts';

test('what is left open follows from the width', () => {
  const open = { dilationPx: null, limitPx: null, stepPx: null };
  expect(shiftPlan(open, 640)).toEqual({
    dilationPx: 13,
    shiftsPx: [-24, -21, -18, -15, -12, -9, -6, -3, 0, 3, 6, 9, 12, 15, 18, 21, 24],
  });
  expect(shiftPlan(open, 200)).toMatchObject({ dilationPx: 4, shiftsPx: expect.objectContaining({ length: 17 }) });
  expect(shiftPlan({ ...open, limitPx: 25, stepPx: 10 }, 200).shiftsPx).toEqual([-20, -10, 0, 10, 20]);
  // Never beyond the limit.
  expect(shiftPlan({ ...open, limitPx: 5, stepPx: 10 }, 200).shiftsPx).toEqual([-5, 0, 5]);
});
