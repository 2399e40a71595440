import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { startProgress } from '../../../../main/cli/progress.ts';

test('without a terminal progress is a plain line every tenth', () => {
  const lines: string[] = [];
  const stream = new Writable({
    write(text: Buffer, _encoding, done) {
      lines.push(text.toString());
      done();
    },
  }) as unknown as NodeJS.WriteStream;
  const progress = startProgress('Analysing', stream);
  for (let done = 1; done <= 40; done++) progress.update(done, 40);
  progress.stop();
  expect(lines).toHaveLength(10);
  expect(lines[0]).toBe('Analysing: 4 of 40 frames\n');
  expect(lines[9]).toBe('Analysing: 40 of 40 frames\n');
});
