const starts = ['\xff\xd8\xff', '\x89PNG\r\n', 'GIF87a', 'GIF89a'];

/** Whether bytes begin as a JPEG, PNG, GIF, WebP or BMP does. */
export function isPictureStart(bytes: Uint8Array): boolean {
  const text = String.fromCharCode(...bytes.subarray(0, 12));
  if (starts.some((start) => text.startsWith(start))) return true;
  if (text.startsWith('RIFF') && text.endsWith('WEBP')) return true;
  // A BMP says its own length.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return text.startsWith('BM') && bytes.length > 26 && view.getUint32(2, true) === bytes.length;
}
