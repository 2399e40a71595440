import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openModel } from '../../main/models/registry.ts';
import { expectClose, networkAnswers } from '../support/network-answers.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures', 'keras-archives');
const ofKeras = JSON.parse(readFileSync(join(import.meta.dirname, 'keras_archives.json'), 'utf8')) as Readonly<
  Record<string, readonly (readonly number[])[]>
>;

test.each(Object.entries(ofKeras))('%s answers as Keras itself', async (name, expected) => {
  expectClose(await networkAnswers(join(fixtures, name)), expected, 1e-6);
});

test.each(['2.15.0', '3.15.1'])('the JSON beside the weights of Keras %s opens the same network', async (version) => {
  const expected = ofKeras[`archive-${version}.weights.h5`] ?? [];
  expectClose(await networkAnswers(join(fixtures, `archive-${version}.json`)), expected, 1e-6);
});

test.each(['2.12.0', '2.15.0', '3.0.5', '3.15.1'])('an archive of Keras %s says what it is', async (version) => {
  const model = await openModel(join(fixtures, `archive-${version}.keras`));
  expect(model.info).toMatchObject({ format: 'keras-archive', formatName: `Keras ${version} archive` });
  model.dispose();
});

test('a network saved on Theano answers as Keras with its kernels turned round', async () => {
  const answers = JSON.parse(readFileSync(join(import.meta.dirname, 'keras_theano.json'), 'utf8')) as typeof ofKeras;
  const said = await networkAnswers(join(fixtures, '..', 'keras', 'theano-kernels.h5'));
  expectClose(said, answers['turned_round'] ?? [], 1e-6);
  expect(Math.abs((said[0]?.[0] ?? NaN) - (answers['as_saved']?.[0]?.[0] ?? NaN))).toBeGreaterThan(0.1);
});
