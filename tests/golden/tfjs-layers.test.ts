import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openModel } from '../../main/models/registry.ts';
import { expectClose, networkAnswers } from '../support/network-answers.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures', 'tfjs-layers');
const ofKeras = JSON.parse(readFileSync(join(import.meta.dirname, 'tfjs_layers.json'), 'utf8')) as Readonly<
  Record<string, readonly (readonly number[])[]>
>;

test.each(Object.entries(ofKeras))('%s weights answer as in Keras', async (name, expected) => {
  expectClose(await networkAnswers(join(fixtures, name, 'model.json')), expected, 1e-6);
});

test('it says what it is', async () => {
  const model = await openModel(join(fixtures, 'uint8', 'model.json'));
  expect(model.info).toMatchObject({ format: 'tfjs-layers', formatName: 'Keras 2.15.0 as TF.js layers-model' });
  model.dispose();
});
