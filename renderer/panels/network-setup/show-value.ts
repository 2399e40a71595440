/** About four digits: `−0.502`, `127.5`, `255`. */
export function showValue(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const text = Number.isInteger(value) ? String(value) : Math.abs(value) >= 100 ? value.toFixed(1) : value.toFixed(3);
  return text.replace('-', '−');
}
