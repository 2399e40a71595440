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

test('methods without a sign have no words for it', () => {
  expect(signWords('visual-backprop', { positive: 'left' })).toBeNull();
  expect(signWords('occlusion', null)).toBeNull();
});
