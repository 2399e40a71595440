/**
 * How well words that are typed name a text, 0 (not at all) to 1. Each word, in any order, has to be part of it: best where a
 * word of the text begins with it, then anywhere, then as initials (`pb` for Play backwards), then as letters in this order.
 */
export function fuzzyScore(typed: string, text: string): number {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const lower = text.toLowerCase();
  const scores = words.map((word) => wordScore(word, lower));
  if (scores.some((score) => score === 0)) return 0;
  return scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length);
}

const isStart = (text: string, index: number): boolean => index === 0 || !/[\p{L}\p{N}]/u.test(text[index - 1] ?? '');

function wordScore(word: string, text: string): number {
  if (text.startsWith(word)) return 1;
  for (let index = text.indexOf(word); index >= 0; index = text.indexOf(word, index + 1))
    if (isStart(text, index)) return 0.9;
  if (text.includes(word)) return 0.6;
  const initials = [...text].filter((_letter, index) => isStart(text, index)).join('');
  if (word.length > 1 && initials.includes(word)) return 0.5;
  const span = letterSpan(word, text);
  return span !== null && span <= 2 * word.length ? (0.3 * word.length) / span : 0;
}

/** How far apart the first letter, which begins a word, and the last are where all come in order; null where they do not. */
function letterSpan(word: string, text: string): number | null {
  if (word.length < 3) return null;
  let first = text.indexOf(word[0] ?? '');
  while (first >= 0 && !isStart(text, first)) first = text.indexOf(word[0] ?? '', first + 1);
  if (first < 0) return null;
  let last = first - 1;
  for (const letter of word) {
    last = text.indexOf(letter, last + 1);
    if (last < 0) return null;
  }
  return last - first + 1;
}
