/** A number as people type it: `-0,5` with a point or a comma, `1/127.5`, a typographic minus. NaN for anything else. */
export function parseNumber(text: string): number {
  const [over = '', under, ...more] = text.trim().replaceAll('−', '-').replaceAll(',', '.').split('/');
  if (more.length > 0) return Number.NaN;
  const [numerator, denominator] = [plain(over), under === undefined ? 1 : plain(under)];
  return denominator === 0 ? Number.NaN : numerator / denominator;
}

const plain = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

/** The shortest text that `parseNumber` reads as this number: `1/255` rather than `0.00392156862745098`. */
export function showNumber(value: number): string {
  if (!Number.isFinite(value)) return '';
  const text = String(value);
  if (text.length <= 7 || value === 0) return text;
  const divisor = Number((1 / value).toPrecision(10));
  const fraction = divisor < 0 ? `-1/${-divisor}` : `1/${divisor}`;
  return fraction.length < text.length && parseNumber(fraction) === value ? fraction : text;
}

/** Numbers between commas, semicolons or spaces; one that is none is NaN. */
export function parseNumbers(text: string): number[] {
  return text
    .trim()
    .split(/\s*[,;]\s*|\s+/)
    .map(parseNumber);
}

export const showNumbers = (values: readonly number[]): string => values.map(showNumber).join(', ');
