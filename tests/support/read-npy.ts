import { readFileSync } from 'node:fs';

/** A little-endian float32 .npy file in C order, as numpy writes it. */
export function readNpy(path: string): { readonly shape: readonly number[]; readonly values: Float32Array } {
  const bytes = readFileSync(path);
  if (bytes.toString('latin1', 1, 6) !== 'NUMPY') throw new Error(`not a .npy file: ${path}`);
  const headerEnd = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, headerEnd);
  if (!/'descr': '<f4'/.test(header) || !/'fortran_order': False/.test(header)) throw new Error(header);
  const shape = (/'shape': \(([^)]*)\)/.exec(header)?.[1] ?? '').split(',').filter((side) => side.trim() !== '');
  const body = bytes.subarray(headerEnd);
  return {
    shape: shape.map(Number),
    values: new Float32Array(body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength)),
  };
}
