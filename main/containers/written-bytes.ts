import { open } from 'node:fs/promises';

/** So many bytes of one value are no part of a video. */
const blockBytes = 64 * 1024;
/** Less is soon read over. */
const minUnwrittenBytes = 16 * 1024 * 1024;

export interface Written {
  readonly bytes: number;
  /** Of the file. */
  readonly size: number;
}

/**
 * How many bytes of a file were written: recorders reserve space, and one that lost its power leaves gigabytes of one value
 * behind what it wrote. Where they begin is found by halving, so not every byte is looked at.
 */
export async function writtenBytes(path: string): Promise<Written> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const block = Buffer.alloc(blockBytes);
    const last = Math.floor(size / blockBytes) - 1;
    if (last < 1) return { bytes: size, size };
    await file.read(block, 0, 1, size - 1);
    const [fill = 0] = block;
    const isUnwritten = async (index: number): Promise<boolean> => {
      const { bytesRead } = await file.read(block, 0, blockBytes, index * blockBytes);
      return block.subarray(0, bytesRead).every((byte) => byte === fill);
    };
    if (!(await isUnwritten(last))) return { bytes: size, size };
    let [written, unwritten] = [-1, last];
    while (unwritten - written > 1) {
      const middle = (written + unwritten) >> 1;
      if (await isUnwritten(middle)) unwritten = middle;
      else written = middle;
    }
    const end = unwritten * blockBytes;
    return { bytes: size - end < minUnwrittenBytes ? size : end, size };
  } finally {
    await file.close();
  }
}
