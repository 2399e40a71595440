import { expect, test } from 'vitest';
import { transferableBuffers } from '../../../../main/analysis/transferable-buffers.ts';

test('finds the buffers of nested arrays, each once', () => {
  const shared = new Float32Array(4);
  const own = new Uint8Array(3);
  const value = { maps: [{ values: shared.subarray(0, 2) }, { values: shared.subarray(2) }], bytes: own, name: 'x' };
  expect(new Set(transferableBuffers(value))).toEqual(new Set([shared.buffer, own.buffer]));
  expect(transferableBuffers(value)).toHaveLength(2);
});

test('leaves a view on a part of a larger buffer, which others may hold', () => {
  const pool = new Uint8Array(100);
  expect(transferableBuffers({ bytes: pool.subarray(10, 20) })).toEqual([]);
  expect(transferableBuffers([null, 1, 'text', undefined])).toEqual([]);
});
