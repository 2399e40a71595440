import { describe, expect, test } from 'vitest';
import { camera, project, toCamera } from '../../../demo/render/camera.ts';
import { makeCourse, meanCurvature, poseOnCourse, type Course } from '../../../demo/render/course.ts';
import { driveCourse, steeringFor } from '../../../demo/render/driver.ts';
import { markingCover } from '../../../demo/render/markings.ts';

/** A course of constant curvature that starts at the origin and heads north. */
function arc(curvature: number, lengthM = 60): Course {
  const stepM = 0.5;
  const count = lengthM / stepM + 1;
  const along = (value: (atM: number) => number) =>
    Float64Array.from({ length: count }, (_, step) => value(step * stepM));
  return {
    lengthM,
    stepM,
    curvature: along(() => curvature),
    heading: along((atM) => curvature * atM),
    x: along((atM) => (1 - Math.cos(curvature * atM)) / curvature),
    z: along((atM) => Math.sin(curvature * atM) / curvature),
  };
}

describe('the camera', () => {
  const north = { x: 0, z: 0, heading: 0, horizonRow: 61 };

  test('sees a point on the ground straight ahead in the middle, below the horizon by height times focal length over distance', () => {
    const { column, row } = project(north, toCamera(north, 0, 10), 0);
    expect(column).toBe(160);
    expect(row).toBeCloseTo(61 + (1.35 * 205) / 10, 9);
  });

  test('sees what is to the east on the right when it looks north, and on the left when it looks south', () => {
    expect(toCamera(north, 3, 10)).toEqual({ right: 3, forward: 10 });
    const south = toCamera({ ...north, heading: Math.PI }, 3, -10);
    expect(south.right).toBeCloseTo(-3, 9);
    expect(south.forward).toBeCloseTo(10, 9);
  });

  test('sees a point of its own height on the horizon at any distance', () => {
    for (const forward of [2, 20, 200]) {
      expect(project(north, { right: 0, forward }, camera.heightM).row).toBe(61);
    }
  });
});

describe('the course', () => {
  test('a road of positive curvature bends to the right', () => {
    const { x, z, heading } = poseOnCourse(arc(1 / 40), 20, 0);
    expect(heading).toBeCloseTo(0.5, 3);
    expect(x).toBeCloseTo(40 * (1 - Math.cos(0.5)), 2);
    expect(z).toBeCloseTo(40 * Math.sin(0.5), 2);
  });

  test('a positive offset lies to the right of the centre line', () => {
    expect(poseOnCourse(arc(1e-9), 20, 1.5).x).toBeCloseTo(1.5, 6);
  });

  test('its positions, headings and curvatures belong together', () => {
    const course = makeCourse(4, 300);
    for (let step = 1; step < course.x.length; step++) {
      const distance = Math.hypot(course.x[step]! - course.x[step - 1]!, course.z[step]! - course.z[step - 1]!);
      expect(distance).toBeCloseTo(0.5, 9);
    }
    expect(meanCurvature(course, 100, 140)).toBeCloseTo(
      course.curvature.slice(200, 280).reduce((sum, value) => sum + value, 0) / 80,
      2,
    );
  });

  test('never bends tighter than a radius of 24 m, and bends both ways', () => {
    const { curvature } = makeCourse(4, 900);
    expect(Math.max(...curvature)).toBeLessThanOrEqual(1 / 24);
    expect(Math.min(...curvature)).toBeGreaterThanOrEqual(-1 / 24);
    expect(Math.max(...curvature)).toBeGreaterThan(1 / 60);
    expect(Math.min(...curvature)).toBeLessThan(-1 / 60);
  });
});

describe('the driver', () => {
  test('steers right where the road bends right, and back to the lane', () => {
    expect(steeringFor(1 / 40, 0, 0)).toBeGreaterThan(0.2);
    expect(steeringFor(-1 / 40, 0, 0)).toBeCloseTo(-steeringFor(1 / 40, 0, 0), 12);
    // Right of the lane's middle, or pointing right of the road: to the left.
    expect(steeringFor(0, 0.5, 0)).toBeLessThan(0);
    expect(steeringFor(0, 0, 0.1)).toBeLessThan(0);
    expect(steeringFor(0, 0, 0)).toBe(0);
  });

  test('steering is the angle of the wheels that follows the bend, in parts of 16 degrees', () => {
    expect(steeringFor(1 / 30, 0, 0)).toBeCloseTo(Math.atan(2.6 / 30) / ((16 * Math.PI) / 180), 12);
  });

  test('stays in its lane through the bends', () => {
    const states = driveCourse(makeCourse(4, 900), 4, 10, 600, 20);
    for (const { offsetM } of states) {
      expect(offsetM).toBeGreaterThan(0.2);
      expect(offsetM).toBeLessThan(3.4);
    }
    const mean = states.reduce((sum, { offsetM }) => sum + offsetM, 0) / states.length;
    expect(Math.abs(mean - 1.8)).toBeLessThan(0.2);
  });

  test('its speed is the way made, and lower in tight bends', () => {
    const states = driveCourse(makeCourse(4, 900), 4, 10, 600, 20);
    const slowest = Math.min(...states.map(({ speedMps }) => speedMps));
    expect(slowest).toBeGreaterThan(7);
    expect(Math.max(...states.map(({ speedMps }) => speedMps))).toBeLessThan(14.6);
    const [first, last] = [states[0]!, states.at(-1)!];
    const driven = states.slice(0, -1).reduce((sum, { speedMps }) => sum + speedMps / 20, 0);
    expect((last.atM - first.atM) / driven).toBeCloseTo(1, 1);
  });
});

describe('lane markings', () => {
  test('cover what a small pixel on a line shows, and nothing between lines', () => {
    expect(markingCover(3.6, 0, 0.01, 0.01, false)).toBeCloseTo(1, 9);
    expect(markingCover(-3.6, 0, 0.01, 0.01, false)).toBeCloseTo(1, 9);
    expect(markingCover(1.8, 0, 0.01, 0.01, false)).toBe(0);
  });

  test('half of a pixel that a line of 0.24 m half fills is covered', () => {
    expect(markingCover(3.6, 0, 0.48, 0.01, false)).toBeCloseTo(0.5, 12);
    expect(markingCover(3.72, 0, 0.1, 0.01, false)).toBeCloseTo(0.5, 12);
  });

  test('the centre line is dashed, 4 m of each 9 m, and solid where asked', () => {
    expect(markingCover(0, 9 + 2, 0.01, 0.01, false)).toBeCloseTo(1, 9);
    expect(markingCover(0, 9 + 6, 0.01, 0.01, false)).toBeCloseTo(0, 9);
    expect(markingCover(0, 9 + 6, 0.01, 0.01, true)).toBeCloseTo(1, 9);
    expect(markingCover(0, 50, 0.01, 9, false)).toBeCloseTo(4 / 9, 12);
  });
});
