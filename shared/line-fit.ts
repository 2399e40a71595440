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
  const [meanX, meanY] = [mean(x), mean(y)];
  let [squaresX, squaresY, products] = [0, 0, 0];
  for (let at = 0; at < x.length; at++) {
    const [offX, offY] = [x[at]! - meanX, y[at]! - meanY];
    squaresX += offX * offX;
    squaresY += offY * offY;
    products += offX * offY;
  }
  const slope = products / squaresX;
  const r2 = squaresY > 0 ? products ** 2 / (squaresX * squaresY) : null;
  return { slope, intercept: meanY - slope * meanX, r2 };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
