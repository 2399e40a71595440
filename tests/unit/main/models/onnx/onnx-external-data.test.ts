import { toBinary } from '@bufbuild/protobuf';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelProtoSchema } from 'onnx-buf';
import { expect, onTestFinished, test } from 'vitest';
import { openEngine } from '../../../../../main/engines/open-engine.ts';
import { onnxFormat } from '../../../../../main/models/onnx/onnx.ts';
import { decodeOnnx } from '../../../../../main/models/onnx/onnx-graph.ts';
import { externalConstant, makeOnnx } from '../../../../support/make-onnx.ts';

/** A folder with `net/model.onnx`, whose one weight lies in another file, and that file's folder. */
function written(location: string, entries: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'steerscope-external-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'net', 'weights'), { recursive: true });
  const model = decodeOnnx(
    makeOnnx({
      input: [3, 1, 2],
      constants: [externalConstant('w', [1, 3, 1, 1], location)],
      nodes: [['Conv', ['x', 'w'], 'c']],
    }),
    'made',
  );
  for (const [key, value] of Object.entries(entries))
    model.graph?.initializer[0]?.externalData.push({ $typeName: 'onnx.StringStringEntryProto', key, value });
  writeFileSync(join(folder, 'net', 'model.onnx'), toBinary(ModelProtoSchema, model));
  // Two numbers that do not belong, then the weights 1, 10, 100.
  const numbers = Buffer.from(Float32Array.of(7, 7, 1, 10, 100).buffer);
  for (const place of [['net', 'weights', 'w.bin'], ['outside.bin']]) writeFileSync(join(folder, ...place), numbers);
  return folder;
}

const model = (folder: string) => join(folder, 'net', 'model.onnx');

test('reads weights from a file beside the network, at their place in it', async () => {
  const opened = await onnxFormat.open(model(written('weights/w.bin', { offset: '8', length: '12' })));
  const engine = await openEngine(opened, 'onnx', { threads: 1 });
  onTestFinished(() => engine.dispose());
  const [result] = await engine.run({ count: 1, data: Float32Array.of(1, 2, 3, 4, 5, 6) });
  expect(result?.outputs[0]).toEqual(Float32Array.of(321, 654));
});

test.each([
  ['a way up', '../outside.bin'],
  ['an absolute path', '/etc/passwd'],
  ['the folder itself', '.'],
  ['no name', ''],
  ['a name with an end in it', 'weights/w.bin\0x'],
])('refuses %s', async (_, location) => {
  await expect(onnxFormat.open(model(written(location)))).rejects.toMatchObject({
    code: 'unsupported-network',
    message: expect.stringMatching(/not a file of its own folder/) as string,
  });
});

test('refuses a link that leads out of the folder', async () => {
  const folder = written('weights/link.bin');
  symlinkSync(join(folder, 'outside.bin'), join(folder, 'net', 'weights', 'link.bin'));
  await expect(onnxFormat.open(model(folder))).rejects.toMatchObject({ code: 'unsupported-network' });
});

test.each([
  ['more bytes than the file has', { offset: '12', length: '12' }],
  ['bytes before its start', { offset: '-4', length: '12' }],
  ['a length that is none', { length: 'all' }],
  ['an endless length', { length: '1e300' }],
])('refuses %s', async (_, entries) => {
  await expect(onnxFormat.open(model(written('weights/w.bin', entries)))).rejects.toMatchObject({
    code: 'not-a-network',
  });
});

test('a file that is missing is named', async () => {
  await expect(onnxFormat.open(model(written('weights/none.bin')))).rejects.toMatchObject({
    code: 'not-readable',
    message: expect.stringMatching(/"weights\/none\.bin"/) as string,
  });
});

test('a folder in place of the file is refused', async () => {
  await expect(onnxFormat.open(model(written('weights')))).rejects.toMatchObject({ code: 'not-a-network' });
});
