import { expect, test } from 'vitest';
import { methodFacts, methodGroups, saliencyMethods } from '../../../shared/saliency-methods.ts';
import { signWords } from '../../../shared/sign-words.ts';

test.each(saliencyMethods)('%s is told in one sentence with its source, and called what no other is', (method) => {
  const { name, group, meaning, source } = methodFacts[method];
  expect(method).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  expect(methodGroups).toContain(group);
  expect(saliencyMethods.filter((other) => methodFacts[other].name === name)).toEqual([method]);
  expect(meaning).toMatch(/^[A-Z].*[a-z0-9)]\.$/);
  expect(meaning.slice(0, -1)).not.toMatch(/\. [A-Z]/);
  expect(source).not.toMatch(/\.$/);
  expect(source.length).toBeGreaterThan(10);
});

test('the paper’s method is the first', () => {
  expect(saliencyMethods[0]).toBe('visual-backprop');
});

test('whatever has a sign is drawn up to its percentile', () => {
  for (const method of saliencyMethods.filter((each) => methodFacts[each].signed))
    expect(methodFacts[method].isScattered).toBe(true);
});

test('methods without a sign have no words for it', () => {
  expect(signWords('visual-backprop', { positive: 'left', straight: 0 })).toBeNull();
  expect(signWords('occlusion', null)).toBeNull();
});

test('the sign of what explains the steering is told in the drive’s sides, or as a number', () => {
  expect(signWords('lrp-epsilon', { positive: 'left', straight: 0 })).toEqual({ negative: 'right', positive: 'left' });
  expect(signWords('lrp-epsilon', { positive: 'right', straight: 0 })).toEqual({ negative: 'left', positive: 'right' });
  for (const recorded of [null, { positive: 'right', straight: 90 } as const])
    expect(signWords('lrp-epsilon', recorded)).toEqual({ negative: 'lower', positive: 'higher' });
  expect(signWords('phi', { positive: 'right', straight: 0 })).toEqual({ negative: 'less', positive: 'more' });
});
