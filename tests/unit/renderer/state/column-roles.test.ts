import { describe, expect, test } from 'vitest';
import { roleOf, shownColumns, withDefaultPicture, withRole } from '../../../../renderer/state/column-roles.ts';
import {
  likelyCentre,
  likelySpeedUnit,
  likelyTimeFormat,
  likelyUnit,
  mappedRange,
  scaleToFullLock,
} from '../../../../renderer/state/column-suggestions.ts';
import type { DriveMapping } from '../../../../shared/drive-mapping.ts';
import type { SurveyField } from '../../../../shared/drive-survey.ts';

const field = (name: string, kind: SurveyField['kind'] = 'numbers', range = [-1, 1]): SurveyField => ({
  ...{ name, kind, samples: [], sparkline: [], min: range[0] ?? null, max: range[1] ?? null },
});
const fields = [field('bild', 'pictures'), field('a'), field('b'), field('c'), field('note', 'text')];
const [bild, a, b, c, note] = fields as [SurveyField, SurveyField, SurveyField, SurveyField, SurveyField];
const guessed: DriveMapping = { images: ['bild'] };
const steeringOf = (column: string) =>
  ({ column, unit: 'normalised', centre: 0, scale: 1, positive: 'right' }) as const;

describe('roles of columns', () => {
  test('every column of numbers without another meaning is shown until some are named', () => {
    expect(fields.map(({ name }) => roleOf(guessed, fields, name))).toEqual([
      ...['picture', 'shown', 'shown', 'shown', 'hidden'],
    ]);
    const many = Array.from({ length: 300 }, (_, index) => field(`n${index}`));
    expect(shownColumns({}, many)).toHaveLength(64);
    expect(roleOf({}, many, 'n64')).toBe('hidden');
  });

  test('a column has one role, and a role but for pictures and numbers one column', () => {
    const steered = withRole(guessed, fields, a, 'steering');
    expect(steered).toEqual({ images: ['bild'], steering: steeringOf('a') });
    expect(withRole(steered, fields, b, 'steering').steering?.column).toBe('b');
    expect(withRole(steered, fields, a, 'time')).toEqual({
      ...{ images: ['bild'], steering: null, time: { column: 'a', format: 's' } },
    });
    expect(withRole(steered, fields, note, 'picture').images).toEqual(['bild', 'note']);
  });

  test('what is said to be hidden or shown is written out', () => {
    const hidden = withRole(guessed, fields, b, 'hidden');
    expect(hidden.columns).toEqual(['a', 'c']);
    expect(withRole(hidden, fields, b, 'shown').columns).toEqual(['a', 'c', 'b']);
    expect(withRole(withRole(guessed, fields, a, 'steering'), fields, a, 'shown')).toEqual({
      ...{ images: ['bild'], steering: null },
    });
    // Another steering takes the place of the first, which is a number to show again.
    const steered = withRole({ ...guessed, columns: ['c'] }, fields, a, 'steering');
    expect(withRole(steered, fields, b, 'steering').columns).toEqual(['c', 'a']);
  });

  test('the last picture that is taken away leaves nothing to open', () =>
    expect(withRole(guessed, fields, bild, 'hidden')).not.toHaveProperty('images'));

  test('the default picture is the first', () =>
    expect(withDefaultPicture({ images: ['left', 'centre'] }, 'centre').images).toEqual(['centre', 'left']));

  test('no change is no edit', () => expect(withRole(guessed, fields, c, 'shown')).toBe(guessed));
});

describe('suggestions', () => {
  test('unit of the steering', () => {
    expect(likelyUnit(field('wheel_deg', 'numbers', [-0.5, 0.5]))).toBe('deg');
    expect(likelyUnit(field('angle (rad)', 'numbers', [-4, 4]))).toBe('rad');
    expect(likelyUnit(field('servo', 'numbers', [45, 135]))).toBe('deg');
    expect(likelyUnit(field('pwm', 'numbers', [1000, 2000]))).toBe('normalised');
  });

  test('unit of times', () => {
    expect(likelyTimeFormat(field('t', 'numbers', [1.6e18, 1.6e18]))).toBe('ns');
    expect(likelyTimeFormat(field('t', 'numbers', [1.6e9, 1.6e9]))).toBe('s');
    expect(likelyTimeFormat(field('elapsed_ms', 'numbers', [0, 9000]))).toBe('ms');
    expect(likelyTimeFormat(field('timeus', 'numbers', [0, 9000]))).toBe('us');
    expect(likelyTimeFormat(field('t', 'numbers', [0, 9000]))).toBe('s');
    expect(likelyTimeFormat(field('when', 'dates'))).toBe('date');
  });

  test('unit of speeds', () =>
    expect(['v', 'speed_kmh', 'km/h', 'mph'].map((name) => likelySpeedUnit({ name }))).toEqual([
      ...['m/s', 'km/h', 'km/h', 'mph'],
    ]));

  test('the centre of a servo, and of nothing else', () => {
    const of = (sparkline: (number | null)[]) => {
      const numbers = sparkline.filter((value) => value !== null);
      return likelyCentre({ sparkline, min: Math.min(...numbers), max: Math.max(...numbers) });
    };
    expect(of([45, 95, 95, null, 95, 140, 110])).toBe(95);
    // No number comes twice: the one in the middle.
    expect(of([1000, 1490, 1500, 1510, 2000])).toBe(1500);
    // A stretch to the right only, straight on is 0.
    expect(of([0, 0, 0, 0.2, 0.4])).toBeNull();
    expect(of([-1, 0, 1])).toBeNull();
    expect(of([7, 7, 7])).toBeNull();
    // A servo that only ever turned to one side; small numbers are no servo's.
    expect(of([90, 90, 96, 92, 91])).toBe(90);
    expect(of([0.9, 0.9, 0.96, 0.92, 0.91])).toBeNull();
  });

  test('the range that is shown, and the scale to full lock', () => {
    const steering = { ...steeringOf('servo'), centre: 90, scale: -2 };
    expect(mappedRange(steering, { min: 60, max: 100 })).toEqual([-20, 60]);
    expect(scaleToFullLock(steering, { min: 40, max: 100 })).toBe(1 / 50);
    expect(scaleToFullLock(steering, { min: 90, max: 90 })).toBeNull();
  });
});
