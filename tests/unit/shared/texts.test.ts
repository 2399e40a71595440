import { expect, test } from 'vitest';
import {
  haveSameTexts,
  isSameText,
  listTexts,
  pickTexts,
  textAt,
  TextsBuilder,
  textsOf,
} from '../../../shared/texts.ts';

const list = ['a.jpg', '', 'Möhre.jpg', '커브.jpg', '\ufeffmark', '🚗'];

test('gives back what it was given, by index', () => {
  const texts = textsOf(list);
  expect(listTexts(texts)).toEqual(list);
  expect([textAt(texts, 3), textAt(texts, -1), textAt(texts, 6)]).toEqual(['커브.jpg', '', '']);
  expect(texts.bytes.length).toBe(5 + 10 + 10 + 7 + 4);
});

test('texts of one folder share its name', () => {
  const prefixed = {
    ...textsOf(['1.jpg', '2.jpg', '3.jpg']),
    prefixes: ['IMG/', ''],
    prefixOf: Uint32Array.of(0, 1, 0),
  };
  expect(listTexts(prefixed)).toEqual(['IMG/1.jpg', '2.jpg', 'IMG/3.jpg']);
});

test('a builder of thousands of texts grows, and can be looked into on the way', () => {
  const builder = new TextsBuilder();
  const name = (index: number): string => `frame ${index} ü`;
  for (let index = 0; index < 5000; index++) builder.add(name(index));
  expect([builder.length, builder.at(4999)]).toEqual([5000, name(4999)]);
  const texts = pickTexts(builder.view());
  builder.add('more');
  expect(listTexts(texts)).toEqual(Array.from({ length: 5000 }, (_, index) => name(index)));
});

test('some can be picked', () => {
  expect(listTexts(pickTexts(textsOf(list), Int32Array.of(1, 2, 5)))).toEqual(['', 'Möhre.jpg', '🚗']);
  expect(listTexts(pickTexts(textsOf(list), Int32Array.of()))).toEqual([]);
});

test('compares without reading them out, also where they are cut into prefixes otherwise', () => {
  const plain = textsOf(['IMG/1.jpg', 'IMG/2.jpg']);
  const prefixed = { ...textsOf(['1.jpg', '2.jpg', '3.jpg']), prefixes: ['IMG/'], prefixOf: new Uint32Array(3) };
  expect([isSameText(plain, 0, prefixed, 0), isSameText(plain, 0, prefixed, 1)]).toEqual([true, false]);
  expect([isSameText(prefixed, 1, prefixed, 1), isSameText(prefixed, 1, prefixed, 2)]).toEqual([true, false]);
  expect([2, 3].map((count) => haveSameTexts(plain, prefixed, count))).toEqual([true, false]);
  expect(haveSameTexts(textsOf(['a', 'b']), textsOf(['a', 'c']), 2)).toBe(false);
  expect(haveSameTexts(textsOf(['a', 'bc']), textsOf(['ab', 'c']), 2)).toBe(false);
});
