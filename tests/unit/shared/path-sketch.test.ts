import { describe, expect, test } from 'vitest';
import { pathCurvature, pathSketchSchema, projectPath } from '../../../shared/path-sketch.ts';

const sketch = pathSketchSchema.parse({});
const right = { unit: 'normalised', positive: 'right', straight: 0 } as const;

describe('the curvature of a steering', () => {
  test('of shares of full lock, by the bicycle model', () => {
    // tan(25°) = 0.4663, tan(12.5°) = 0.2217; wheelbase 2.7 m.
    expect(pathCurvature(1, right, sketch)).toBeCloseTo(0.4663 / 2.7, 4);
    expect(pathCurvature(-0.5, right, sketch)).toBeCloseTo(-0.2217 / 2.7, 4);
    expect(pathCurvature(0, right, sketch)).toBe(0);
  });

  test('of the steering wheel, through its gear', () => {
    // 150° at the wheel are 10° in front: tan(10°) = 0.17633.
    expect(pathCurvature(150, { ...right, unit: 'deg' }, sketch)).toBeCloseTo(0.17633 / 2.7, 4);
    expect(pathCurvature(2, { ...right, unit: 'rad' }, sketch)).toBeCloseTo(Math.tan(2 / 15) / 2.7, 9);
    const direct = { ...sketch, steeringRatio: 1 };
    expect(pathCurvature(10, { ...right, unit: 'deg' }, direct)).toBeCloseTo(0.17633 / 2.7, 4);
  });

  test('of a turning radius is its inverse', () => {
    expect(pathCurvature(0.02, { ...right, unit: '1/m' }, sketch)).toBe(0.02);
  });

  test('counts from straight on, to the side that is meant', () => {
    const servo = { unit: 'deg', positive: 'left', straight: 90 } as const;
    expect(pathCurvature(90, servo, sketch)).toBeCloseTo(0, 12);
    expect(pathCurvature(80, servo, { ...sketch, steeringRatio: 1 })).toBeCloseTo(0.17633 / 2.7, 4);
  });

  test('stays finite for a servo that was never meant as an angle, and NaN for no number', () => {
    expect(Number.isFinite(pathCurvature(5000, { ...right, unit: 'deg' }, sketch))).toBe(true);
    expect(pathCurvature(Number.NaN, right, sketch)).toBeNaN();
  });
});

describe('the path in the picture', () => {
  // 90° of view: the focal length is half of the width.
  const level = { ...sketch, fieldOfViewDeg: 90, horizon: 0.5, cameraHeightM: 1.35 };
  const size = { width: 200, height: 100 };

  test('straight on runs to the horizon, as wide as perspective has it', () => {
    const path = projectPath(0, level, size);
    const [x = 0, y = 0] = path.right.at(-1) ?? [];
    // 12 wheelbases ahead, 1.35 m below, 0.3 wheelbases aside: 100 * 1.35 / 32.4 and 100 * 0.81 / 32.4.
    expect(y).toBeCloseTo(50 + 135 / 32.4, 6);
    expect(x).toBeCloseTo(100 + 81 / 32.4, 6);
    for (const [index, [leftX, leftY]] of path.left.entries()) {
      expect(leftX + (path.right[index]?.[0] ?? 0)).toBeCloseTo(200, 6);
      expect(leftY).toBeCloseTo(path.right[index]?.[1] ?? 0, 6);
    }
  });

  test.each([0.2, 0.5, 0.7])('never rises above a horizon at %s, and comes near', (horizon) => {
    const path = projectPath(0, { ...level, horizon }, size);
    const heights = path.left.map(([, y]) => y);
    expect(Math.min(...heights)).toBeGreaterThan(horizon * 100);
    expect(Math.min(...heights)).toBeLessThan(horizon * 100 + 6);
  });

  test('turns to the side of its curvature, alike on both sides', () => {
    const toRight = projectPath(0.05, level, size);
    const toLeft = projectPath(-0.05, level, size);
    expect(toRight.left.at(-1)?.[0]).toBeGreaterThan(100);
    expect(toLeft.right.at(-1)?.[0]).toBeCloseTo(200 - (toRight.left.at(-1)?.[0] ?? 0), 6);
  });

  test('is the same for a model car and a car of its proportions', () => {
    const small = { ...level, wheelbaseM: 0.27, cameraHeightM: 0.135 };
    const car = projectPath(0.05, level, size).right;
    for (const [index, [x, y]] of projectPath(0.5, small, size).right.entries()) {
      expect(x).toBeCloseTo(car[index]?.[0] ?? 0, 6);
      expect(y).toBeCloseTo(car[index]?.[1] ?? 0, 6);
    }
  });

  test('ends after a quarter of a circle', () => {
    // Radius 2 m, less than the reach of 32 m: the middle ends 2 m aside, 2 m ahead, its edges side by side.
    const path = projectPath(0.5, level, size);
    const [leftX = 0] = path.left.at(-1) ?? [];
    expect(leftX).toBeCloseTo(100 + (100 * 2) / (2 + 0.81), 4);
  });
});
