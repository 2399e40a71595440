/**
 * The buffers of every typed array in `value`, to hand over to another thread without copying. `value` is plain data
 * that its maker gives away: after posting, its arrays are empty. A view on part of a buffer that others may use
 * (Node's pool) is left to be copied unless its siblings in `value` cover the whole buffer.
 */
export function transferableBuffers(value: unknown): ArrayBuffer[] {
  const coveredBytes = new Map<ArrayBuffer, number>();
  collect(value, coveredBytes);
  return [...coveredBytes].filter(([buffer, bytes]) => bytes >= buffer.byteLength).map(([buffer]) => buffer);
}

function collect(value: unknown, coveredBytes: Map<ArrayBuffer, number>): void {
  if (typeof value !== 'object' || value === null) return;
  if (ArrayBuffer.isView(value)) {
    if (!(value.buffer instanceof ArrayBuffer)) return;
    coveredBytes.set(value.buffer, (coveredBytes.get(value.buffer) ?? 0) + value.byteLength);
    return;
  }
  for (const part of Object.values(value)) collect(part, coveredBytes);
}
