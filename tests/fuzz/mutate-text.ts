import type { Random } from '../../shared/seeded-random.ts';

/* Damage that logs of text suffer, and what a stranger writes into them. */

type TextMutation = (lines: string[], random: Random) => string[] | string;

const below = (random: Random, end: number): number => Math.floor(random() * end);
const pick = <Item>(random: Random, items: readonly Item[]): Item => items[below(random, items.length)]!;

/** In place of a cell or a number. */
const awkwardCells = [
  '',
  'NaN',
  '-Infinity',
  '1e999',
  '-0',
  '99999999999999999999999999',
  '0x10',
  '1,5',
  'null',
  '{}',
  '"',
  '../../../etc/passwd.jpg',
  '/dev/zero.jpg',
  '\\\\host\\share\\a.jpg',
  'C:\\a.jpg',
  '=1+1',
  '\u001b[2J',
  '\u202ea.jpg',
  '원본.jpg',
  '__proto__',
  'constructor',
  'a'.repeat(5000),
];

const mutations: readonly TextMutation[] = [
  function tearLine(lines, random) {
    const at = below(random, lines.length);
    lines[at] = (lines[at] ?? '').slice(0, below(random, (lines[at] ?? '').length + 1));
    return lines;
  },
  function glueLines(lines, random) {
    const at = below(random, lines.length);
    lines.splice(at, 2, (lines[at] ?? '') + (lines[at + 1] ?? ''));
    return lines;
  },
  function repeatLine(lines, random) {
    const at = below(random, lines.length);
    const times = pick(random, [1, 2, 300]);
    return [...lines.slice(0, at), ...Array.from({ length: times }, () => lines[at] ?? ''), ...lines.slice(at)];
  },
  function swapLines(lines, random) {
    const [one, other] = [below(random, lines.length), below(random, lines.length)];
    [lines[one], lines[other]] = [lines[other] ?? '', lines[one] ?? ''];
    return lines;
  },
  function dropLine(lines, random) {
    lines.splice(below(random, lines.length), 1);
    return lines;
  },
  function changeCell(lines, random) {
    const at = below(random, lines.length);
    const cells = (lines[at] ?? '').split(/([,;\t: ]+)/);
    cells[below(random, cells.length)] = pick(random, awkwardCells);
    lines[at] = cells.join('');
    return lines;
  },
  function changeNumber(lines, random) {
    const at = below(random, lines.length);
    const numbers = [...(lines[at] ?? '').matchAll(/-?\d+(\.\d+)?/g)];
    const found = numbers[below(random, numbers.length)];
    if (found) {
      const line = lines[at] ?? '';
      lines[at] = line.slice(0, found.index) + pick(random, awkwardCells) + line.slice(found.index + found[0].length);
    }
    return lines;
  },
  function addNuls(lines, random) {
    const at = below(random, lines.length);
    lines.splice(at, 0, '\0'.repeat(pick(random, [1, 64, 4096])) + (lines[at] ?? ''));
    return lines;
  },
  function addMark(lines, random) {
    return pick(random, ['\ufeff', '\ufffe', '#', '\ufeff\ufeff', ' ']) + lines.join('\n');
  },
  function endLinesOtherwise(lines, random) {
    return lines.join(pick(random, ['\r', '\r\n', '\n\n', '\u2028', '\r\r\n']));
  },
  function nest(lines, random) {
    const depth = pick(random, [10, 1000, 100_000]);
    const nested = pick(random, [
      `${'['.repeat(depth)}${']'.repeat(depth)}`,
      `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
    ]);
    lines.splice(below(random, lines.length + 1), pick(random, [0, 1]), nested);
    return lines;
  },
  function widen(lines, random) {
    const count = pick(random, [1, 100, 3000]);
    return lines.map(
      (line, at) => line + Array.from({ length: count }, (_, cell) => `,${at === 0 ? `c${cell}` : cell}`).join(''),
    );
  },
  function addLongLine(lines, random) {
    lines.splice(below(random, lines.length + 1), 0, 'x'.repeat(pick(random, [2000, 70_000, 2_200_000])));
    return lines;
  },
  function quote(lines, random) {
    const at = below(random, lines.length);
    lines[at] = `"${lines[at] ?? ''}`;
    return lines;
  },
];

/** A damaged copy of a text: one to three changes. */
export function mutateText(bytes: Buffer, random: Random): Buffer {
  let text = bytes.toString('utf8');
  for (let changes = 1 + below(random, 3); changes > 0; changes--) {
    const damaged = pick(random, mutations)(text.split('\n'), random);
    text = typeof damaged === 'string' ? damaged : damaged.join('\n');
  }
  return random() < 0.1 ? Buffer.from(text, pick(random, ['utf16le', 'latin1'])) : Buffer.from(text);
}
