import type { CurveSpread, Quartiles } from '../../shared/lab-findings.ts';

/** Quartiles, linear between neighbours as NumPy's are by default; null without values. */
export function quartiles(values: readonly number[]): Quartiles | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  return { lower: quantile(sorted, 0.25), median: quantile(sorted, 0.5), upper: quantile(sorted, 0.75) };
}

/** @param sorted at least one, rising. @param share 0..1. */
export function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return low + (place - below) * (high - low);
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
