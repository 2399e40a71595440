import { expect, test } from 'vitest';
import { textTable } from '../../../../main/cli/text-table.ts';

test('columns are as wide as their widest cell; numbers stand to the right; colours take no room', () => {
  const table = textTable(
    [
      ['name', 'size', ''],
      ['\u001b[31ma\u001b[39m', '12', 'note'],
      ['longer', '1,200', ''],
    ],
    [1],
  );
  expect(table).toBe('name     size\n\u001b[31ma\u001b[39m          12  note\nlonger  1,200');
});
