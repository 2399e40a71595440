const deleteCode = 0x7f;
/** Characters that turn the writing direction of what follows them. */
const turnsDirection = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text out of a stranger's file for a sentence: characters that would steer a terminal or turn the direction of writing
 * are shown as symbols of their own, line ends are kept.
 */
export function readableText(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- They are what is looked for.
      .replaceAll(/[\0-\t\v-\u001f]/g, (character) => String.fromCodePoint(0x2400 + character.charCodeAt(0)))
      .replaceAll(/[\u007f-\u009f]/g, (character) => (character.charCodeAt(0) === deleteCode ? '␡' : '�'))
      .replaceAll(turnsDirection, '�')
  );
}

/** The same on one line, and cut in its middle where it is longer than `maxChars`. */
export function shortText(text: string, maxChars: number): string {
  const line = readableText(text).replaceAll('\n', '␊');
  const half = Math.floor(maxChars / 2);
  return line.length <= maxChars ? line : `${line.slice(0, half)} … ${line.slice(-half)}`;
}
