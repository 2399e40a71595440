import { createCanvas } from '@napi-rs/canvas';
import { expect, test } from 'vitest';
import { fitText } from '../../../../shared/annotate/text.ts';

const context = createCanvas(10, 10).getContext('2d');
const style = { colour: '#fff', size: 20 } as const;

test('text that fits is left alone; text that does not keeps its start and its end', () => {
  expect(fitText(context, 'conv1', 200, style)).toBe('conv1');
  const short = fitText(context, 'convolution2d_1', 90, style);
  expect(short).toMatch(/^c.*….*1$/);
  expect(context.measureText(short).width).toBeLessThanOrEqual(90);
  expect(fitText(context, 'convolution2d_1', 1, style)).toBe('…');
});
