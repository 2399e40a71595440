import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { npyHeader, NpyWriter } from '../../../../main/cli/npy-writer.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';
import { readNpy } from '../../../support/read-npy.ts';

test('the head is what numpy writes for the same shape', () => {
  // np.save of np.zeros((2, 3, 4), '<f4'), numpy 2: 128 bytes.
  const expected = `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 4), }`.padEnd(117) + '\n';
  const header = Buffer.from(npyHeader([2, 3, 4]));
  expect(header.subarray(0, 8)).toEqual(Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]));
  expect(header.readUInt16LE(8)).toBe(118);
  expect(header.toString('latin1', 10)).toBe(expected);
  expect(npyHeader([100_000_000, 10_000, 10_000]).length % 64).toBe(0);
});

test('maps are appended as they come; a missing one is NaN', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'maps.npy');
  const writer = await NpyWriter.start(await open(path, 'w'), 3, 1, 2);
  await writer.append([Float32Array.of(1, 2), null]);
  await writer.append([Float32Array.of(0.5, -3)]);
  await writer.close();
  const { shape, values } = readNpy(path);
  expect(shape).toEqual([3, 1, 2]);
  expect(Array.from(values)).toEqual([1, 2, Number.NaN, Number.NaN, 0.5, -3]);
});
