import { open, stat } from 'node:fs/promises';
import { noteRead } from './file-stamps.ts';

/** FFmpeg's short names of the containers that are read. */
export type VideoKind = 'mov' | 'matroska' | 'avi' | 'hevc' | 'h264';

const bytesToRecognise = 64;

/**
 * What video a file is, by its first bytes, whatever it is called; null for anything else. Only these are ever handed to
 * FFmpeg, and by name: it would also follow playlists that lead to other files and hosts.
 */
export async function videoKindOf(path: string): Promise<VideoKind | null> {
  // A pipe would block the opening for ever, so look before opening.
  if (!(await stat(path)).isFile()) return null;
  noteRead(path);
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytesToRecognise), 0, bytesToRecognise, 0);
    return kindOfBytes(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

const quickTimeBoxes = ['ftyp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot'];

function kindOfBytes(bytes: Buffer): VideoKind | null {
  if (bytes.length < 12) return null;
  if (quickTimeBoxes.includes(bytes.toString('latin1', 4, 8))) return 'mov';
  if (bytes.readUInt32BE(0) === 0x1a45dfa3) return 'matroska';
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 11) === 'AVI') return 'avi';
  return rawStream(bytes);
}

/** Annex B of H.264 and HEVC: a start code, then a unit that can begin a stream. */
function rawStream(bytes: Buffer): VideoKind | null {
  const one = bytes.indexOf(1);
  if (one < 2 || one > 3 || bytes.subarray(0, one).some((byte) => byte !== 0)) return null;
  const [first = 0, second = 0] = bytes.subarray(one + 1);
  // HEVC: two bytes; video parameter set, sequence parameter set, or access unit delimiter, of layer 0.
  if ([32, 33, 35].includes(first >> 1) && second === 1) return 'hevc';
  // H.264: one byte; sequence parameter set, access unit delimiter, or supplemental information.
  return first < 0x80 && [6, 7, 9].includes(first & 0x1f) ? 'h264' : null;
}
