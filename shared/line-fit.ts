/** A line by least squares. */
export interface LineFit {
  /** Of y, a unit of x. */
  readonly slope: number;
  readonly intercept: number;
  /** 1 − Σ residual² / Σ (y − its mean)²; null where y is constant. */
  readonly r2: number | null;
}

/** @param x at least two different numbers, and as many `y`. */
export function fitLine(x: readonly number[], y: readonly number[]): LineFit {
  // From the first one, so that a constant y is exactly that, whatever its sum is rounded to.
  const [firstY = 0] = y;
  const [meanX, meanRise] = [mean(x), mean(y.map((value) => value - firstY))];
  let [squaresX, squaresY, products] = [0, 0, 0];
  for (let at = 0; at < x.length; at++) {
    const [offX, offY] = [x[at]! - meanX, y[at]! - firstY - meanRise];
    squaresX += offX * offX;
    squaresY += offY * offY;
    products += offX * offY;
  }
  const slope = products / squaresX;
  const r2 = squaresY > 0 ? products ** 2 / (squaresX * squaresY) : null;
  return { slope, intercept: firstY + meanRise - slope * meanX, r2 };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
