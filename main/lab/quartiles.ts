import type { CurveSpread, Quartiles } from '../../shared/lab-findings.ts';
import { quantile } from '../../shared/quantile.ts';

/** Null without values. */
export function quartiles(values: readonly number[]): Quartiles | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  return { lower: quantile(sorted, 0.25), median: quantile(sorted, 0.5), upper: quantile(sorted, 0.75) };
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean and quartiles at each place of curves of one length; at least one curve. */
export function curveSpread(curves: readonly (readonly number[])[]): CurveSpread {
  const places = curves[0]!.map((_, place) => curves.map((curve) => curve[place]!));
  const spreads = places.map((values) => quartiles(values)!);
  return {
    mean: places.map(mean),
    lower: spreads.map(({ lower }) => lower),
    median: spreads.map(({ median }) => median),
    upper: spreads.map(({ upper }) => upper),
  };
}
