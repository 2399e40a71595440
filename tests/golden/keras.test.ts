import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { expectClose, networkAnswers } from '../support/network-answers.ts';
import { realData } from '../support/real-data.ts';

type Answers = Readonly<Record<string, readonly (readonly number[])[]>>;

const fixtures = join(import.meta.dirname, '..', 'fixtures', 'keras');
const ofKeras = readJson('keras.json');
const ofNetworks = readJson('keras_networks.json');

test.each(Object.keys(ofKeras))('%s answers as Keras itself', async (name) => {
  const outputs = await networkAnswers(join(fixtures, name), 1);
  expectClose(outputs, ofKeras[name] ?? [], 1e-6);
});

test('the JSON beside the weights opens the same network', async () => {
  const outputs = await networkAnswers(join(fixtures, 'weights-apart.json'), 1);
  expectClose(outputs, ofKeras['weights-apart.h5'] ?? [], 1e-6);
});

for (const [name, expected] of Object.entries(ofNetworks)) {
  const path = realData(...name.split('/'));
  test.skipIf(path === null)(`${name} answers as TensorFlow's operations`, async () => {
    // Networks without a Lambda were asked with 0..1.
    const hasLambda = name.includes('/m_');
    expectClose(await networkAnswers(path ?? '', hasLambda ? 1 : 1 / 255), expected, 2e-6);
  });
}

function readJson(name: string): Answers {
  return JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8')) as Answers;
}
