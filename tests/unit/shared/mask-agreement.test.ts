import { describe, expect, test } from 'vitest';
import { agreementOf, maskAgreement, rankedMask } from '../../../shared/mask-agreement.ts';

const row = (...values: number[]) => ({ height: 1, width: values.length, values: Float32Array.from(values) });

describe('two masks', () => {
  test('that are alike agree in everything, whatever their scales', () => {
    const one = row(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    const scaled = row(...one.values.map((value) => 10 * value + 3));
    expect(maskAgreement(one, scaled)).toEqual({
      pearsonR: expect.closeTo(1, 12),
      spearmanR: 1,
      topIou: 1,
      sameSign: null,
    });
    // Of squares the order is the same, the proportions are not.
    const squares = maskAgreement(one, row(...one.values.map((value) => value * value)));
    expect(squares.spearmanR).toBeCloseTo(1, 12);
    expect(squares.pearsonR).toBeCloseTo(0.9627, 4);
  });

  test('that turn one another round disagree', () => {
    const opposite = maskAgreement(row(1, 2, 3, 4), row(4, 3, 2, 1));
    expect(opposite).toEqual({
      pearsonR: expect.closeTo(-1, 12),
      spearmanR: expect.closeTo(-1, 12),
      topIou: 0,
      sameSign: null,
    });
  });

  test('by hand: 1 2 3 and 1 3 2', () => {
    // Deviations −1 0 1 and −1 1 0: 1 of √2 · √2.
    expect(maskAgreement(row(1, 2, 3), row(1, 3, 2))).toMatchObject({ pearsonR: expect.closeTo(0.5, 12) });
  });

  test('equal values share their ranks', () => {
    // Ranks 0.5 0.5 2 and 0 1 2: deviations −½ −½ 1 and −1 0 1, so 1.5 of √1.5 · √2.
    const { spearmanR } = maskAgreement(row(0, 0, 7), row(1, 2, 3));
    expect(spearmanR).toBeCloseTo(1.5 / Math.sqrt(3), 12);
  });

  test('the overlap is of the cells in the most salient tenth of either', () => {
    const a = Array.from({ length: 20 }, (_, at) => (at < 2 ? 9 : at / 100));
    const b = Array.from({ length: 20 }, (_, at) => (at === 1 || at === 2 ? 9 : at / 100));
    // Cells 0 and 1, cells 1 and 2: one of three.
    expect(maskAgreement(row(...a), row(...b)).topIou).toBeCloseTo(1 / 3, 12);
  });

  test('the share of the most salient cells is what is asked for', () => {
    const [a, b] = [row(9, 8, 7, 6, 0), row(9, 0, 7, 8, 6)];
    // The two largest: cells 0 and 1, 0 and 3. The three largest: 0, 1, 2 and 0, 2, 3.
    expect(maskAgreement(a, b, 0.4).topIou).toBeCloseTo(1 / 3, 12);
    expect(maskAgreement(a, b, 0.6).topIou).toBeCloseTo(2 / 4, 12);
  });

  test('that are signed are compared by their magnitudes, and by their signs where both stand out', () => {
    const signed = (...values: number[]) => ({ ...row(...values), signed: true });
    const [a, b] = [signed(-4, 3, -2, 1), signed(4, 3, -2, -1)];
    expect(maskAgreement(a, b)).toMatchObject({ spearmanR: 1, topIou: 1, sameSign: 0 });
    expect(maskAgreement(a, b, 0.75)).toMatchObject({ topIou: 1, sameSign: expect.closeTo(2 / 3, 12) });
    expect(maskAgreement(a, row(4, 3, 2, 1))).toMatchObject({ spearmanR: 1, sameSign: null });
  });

  test('where hardly anything is salient the rest is no top', () => {
    const a = row(1, ...Array<number>(39).fill(0));
    const b = row(0, 1, ...Array<number>(38).fill(0));
    expect(maskAgreement(a, b).topIou).toBe(0);
    expect(maskAgreement(a, a).topIou).toBe(1);
  });

  test('count only where both networks see', () => {
    const a = row(1, 2, 3, Number.NaN, 100);
    const b = row(2, 4, 6, 1000, Number.NaN);
    expect(maskAgreement(a, b).pearsonR).toBeCloseTo(1, 12);
  });

  test('of which one is as large everywhere, or which share nothing, cannot be said to agree', () => {
    const nothing = { pearsonR: null, spearmanR: null, topIou: null, sameSign: null };
    expect(maskAgreement(row(1, 1, 1), row(1, 2, 3))).toEqual(nothing);
    expect(maskAgreement(row(1, 2, 3), row(1, 1, 1))).toEqual(nothing);
    // In floating point the mean of ten times 0.1 is not 0.1.
    const constant = rankedMask(new Float64Array(10).fill(0.1));
    expect(agreementOf(constant, rankedMask(Float64Array.from(Array(10).keys())))).toEqual(nothing);
    expect(agreementOf(constant, constant)).toEqual(nothing);
    expect(maskAgreement(row(0, 0), row(0, 0))).toEqual(nothing);
    const alternating = { ...row(2, -2, 2), signed: true };
    expect(maskAgreement(alternating, { ...row(1, 2, 3), signed: true })).toEqual(nothing);
    expect(maskAgreement(row(Number.NaN, 1), row(1, Number.NaN))).toEqual(nothing);
  });

  test('never agree by more than 1', () => {
    // Four times as large and 1 more: by the formula alone 1.0000000000000002.
    expect(maskAgreement(row(7, 4, 3, 19, 6), row(29, 17, 13, 77, 25)).pearsonR).toBe(1);
  });
});
