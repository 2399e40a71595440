/**
 * The same text, without the whole it was cut from: V8 cuts strings without copying, and a name of twenty characters
 * would keep its whole log in memory.
 */
export function ownText(text: string): string {
  return ` ${text}`.slice(1);
}
