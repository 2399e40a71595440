import { open as openFile } from 'node:fs/promises';

/** Whether the file at `path` begins as a JSON object or text does, with or without a byte order mark. */
export async function startsWithJson(path: string): Promise<boolean> {
  const file = await openFile(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    const start = buffer.toString('latin1', 0, bytesRead).replace(/^\xef\xbb\xbf/, '');
    return /^\s*["{]/.test(start);
  } finally {
    await file.close();
  }
}
