/**
 * A line through `values` for an SVG path: as wide and high as told, the least number at the bottom; a missing number is a
 * gap, one alone between gaps a dot. Empty without a number.
 */
export function sparklinePath(values: readonly (number | null)[], width: number, height: number): string {
  const numbers = values.filter((value) => value !== null);
  const [min, max] = [Math.min(...numbers), Math.max(...numbers)];
  const xStep = width / Math.max(1, values.length - 1);
  const yOf = (value: number): number => (max > min ? height * (1 - (value - min) / (max - min)) : height / 2);
  let path = '';
  let isDrawing = false;
  values.forEach((value, index) => {
    if (value === null) {
      isDrawing = false;
      return;
    }
    const at = `${round(index * xStep)} ${round(yOf(value))}`;
    const isAlone = !isDrawing && (values[index + 1] ?? null) === null;
    path += isAlone ? `M${at}h0` : `${isDrawing ? 'L' : 'M'}${at}`;
    isDrawing = true;
  });
  return path;
}

const round = (value: number): number => Math.round(value * 10) / 10;
