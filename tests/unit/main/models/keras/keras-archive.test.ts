import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { looksLikeModel, openModel } from '../../../../../main/models/registry.ts';
import { sequentialConfig, writeKerasFile } from '../../../../support/keras-file.ts';
import { zipFile, type ZipEntry } from '../../../../support/zip-file.ts';

/** Some tenths of a second on a machine with nothing else to do; `npm run fuzz` measures. */
const patienceMs = 10_000;

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'steerscope-archive-'));
  path = join(folder, 'network.keras');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const fixtures = join(import.meta.dirname, '..', '..', '..', '..', 'fixtures', 'keras-archives');
const text = (value: string): Buffer => Buffer.from(value);
const config = text(JSON.stringify(sequentialConfig([8, 9, 1], [['Conv2D', { filters: 2, kernel_size: 3 }]])));
const metadata = text('{"keras_version": "3.1.0"}');
const parts: readonly ZipEntry[] = [
  { name: 'metadata.json', content: metadata },
  { name: 'config.json', content: config },
];
/** The weights of a network with one convolution of 3 x 3 x 1 x 2, by the fixture's own name. */
const someWeights = { name: 'model.weights.h5', content: readFileSync(join(fixtures, 'archive-3.15.1.weights.h5')) };

async function refusal(entries: readonly ZipEntry[] | Buffer) {
  writeFileSync(path, Buffer.isBuffer(entries) ? entries : zipFile(entries));
  const started = performance.now();
  const thrown: unknown = await openModel(path).then(
    () => new Error('it opened'),
    (error: unknown) => error,
  );
  expect(performance.now() - started).toBeLessThan(patienceMs);
  expect(thrown).toMatchObject({ name: 'SteerscopeError', message: expect.stringMatching(/: .*network\.keras$/) });
  return thrown as { code: string; message: string; nextStep: string };
}

test('an archive that was packed again, deflated and under another name, opens', async () => {
  const json = readFileSync(join(fixtures, 'archive-3.15.1.json'));
  const renamed = join(folder, 'pilot.zip');
  const entries = [{ name: 'config.json', content: json }, ...parts.slice(0, 1), someWeights];
  writeFileSync(renamed, zipFile(entries.map((entry) => ({ ...entry, isDeflated: true }))));
  expect(await looksLikeModel(renamed)).toBe(true);
  const model = await openModel(renamed);
  expect(model.info).toMatchObject({ format: 'keras-archive', formatName: 'Keras 3.1.0 archive', name: 'pilot.zip' });
  model.dispose();
});

test('an HDF5 file that is called .keras, as Keras 2.12 writes it, opens as what it is', async () => {
  const weights = {
    'kernel:0': { shape: [3, 3, 1, 2], values: Array.from({ length: 18 }, () => 1) },
    'bias:0': { shape: [2], values: [0, 0] },
  };
  await writeKerasFile(path, { config: JSON.parse(config.toString()) as unknown, weights: { conv2d_0: weights } });
  const model = await openModel(path);
  expect(model.info.format).toBe('keras-h5');
  model.dispose();
});

describe('hostile and broken archives', () => {
  const zeros = Buffer.alloc(8 * 2 ** 20);

  test.each<[string, readonly ZipEntry[], RegExp]>([
    [
      'weights that grow a thousandfold',
      [...parts, { ...someWeights, content: zeros, isDeflated: true }],
      /would grow/,
    ],
    [
      'weights larger than memory',
      [...parts, { ...someWeights, isDeflated: true, claims: { size: 3e9 } }],
      /3000000000 bytes where 536870912/,
    ],
    [
      'a config that grows beyond what it says',
      [{ name: 'config.json', content: zeros, isDeflated: true, claims: { size: 1000 } }, someWeights],
      /too many bytes/,
    ],
    ['a config of 17 MiB', [{ name: 'config.json', content: Buffer.alloc(17 * 2 ** 20) }], /config\.json has 17825792/],
    ['encrypted weights', [...parts, { ...someWeights, isDeflated: true, claims: { isEncrypted: true } }], /encrypted/],
    ['two configs', [...parts, { name: 'config.json', content: config }, someWeights], /config\.json twice/],
    [
      'a name that leaves the archive',
      [...parts, { name: '../../evil.h5', content: metadata }],
      /invalid relative path/,
    ],
    ['a name from the root', [...parts, { name: '/etc/passwd', content: metadata }], /absolute path/],
    ['a wrong checksum', [...parts, { ...someWeights, claims: { checksum: 7 } }], /checksum/],
    ['a checksum that is right for damaged weights', [...parts, { ...someWeights, content: zeros }], /HDF5/],
  ])('%s', async (_, entries, message) => {
    expect(await refusal(entries)).toMatchObject({ code: 'not-readable', message: expect.stringMatching(message) });
  });

  test.each<[string, readonly ZipEntry[], string, RegExp]>([
    [
      'no config',
      [{ name: 'metadata.json', content: metadata }, someWeights],
      'not-a-network',
      /config\.json is missing/,
    ],
    ['a config of nothing', [{ name: 'config.json', content: text('{}') }], 'not-a-network', /no Keras JSON/],
    ['no weights', parts, 'not-a-network', /model\.weights\.h5 is missing/],
    [
      "weights as NumPy's archive",
      [...parts, { name: 'model.weights.npz', content: metadata }],
      'unsupported-network',
      /model\.weights\.npz/,
    ],
    [
      'weights in several files',
      [...parts, { name: 'model.weights.json', content: metadata }],
      'unsupported-network',
      /model\.weights\.json/,
    ],
    [
      'weights of another network',
      [...parts, someWeights],
      'not-a-network',
      /conv2d_0.*expected \[3, 3, 1, 2\] \[2\], found \[3, 3, 3, 4\] \[4\]/,
    ],
  ])('%s', async (_, entries, code, message) => {
    const refused = await refusal(entries);
    expect(refused).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(refused.nextStep).not.toBe('');
  });

  test('an archive that is cut off, and one of a million entries', async () => {
    const sound = zipFile([...parts, someWeights]);
    expect(await refusal(sound.subarray(0, -30))).toMatchObject({ code: 'not-readable' });
    expect(await refusal(sound.subarray(0, 20_000))).toMatchObject({ code: 'not-readable' });
    const many = Array.from({ length: 20_000 }, (_, index) => ({ name: `a${String(index)}`, content: text('') }));
    expect(await refusal([...parts, ...many])).toMatchObject({ message: expect.stringMatching(/20002 entries/) });
  });

  test('bytes turned over one by one never bring anything but a network or a refusal', async () => {
    const sound = readFileSync(join(fixtures, 'archive-3.0.5.keras'));
    let refused = 0;
    for (let at = 4; at < sound.length; at += 2999) {
      const bytes = Buffer.from(sound);
      bytes[at] = (bytes[at] ?? 0) ^ 0xff;
      writeFileSync(path, bytes);
      try {
        (await openModel(path)).dispose();
      } catch (thrown) {
        expect(thrown).toMatchObject({ name: 'SteerscopeError' });
        refused++;
      }
    }
    // All but the few bytes that no checksum covers.
    expect(refused).toBeGreaterThan(10);
  });
});
