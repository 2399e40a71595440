import type { MessageStretch } from '../../shared/drive.ts';

/**
 * Whether decoding can start at a picture: it refers to no other, and says by itself how it is written.
 * @param bytes H.264 (ITU-T H.264, 7.3.1) and H.265 in Annex B, a frame of VP9, a temporal unit of AV1.
 */
export function isKeyPicture(codec: MessageStretch['codec'], bytes: Uint8Array): boolean {
  switch (codec) {
    case 'h264':
      return isH264Key(bytes);
    case 'h265':
      return isH265Key(bytes);
    case 'vp9':
      // Frame marker, profile, not a repetition of an earlier frame, key frame (VP9 bitstream specification, 6.2).
      return ((bytes[0] ?? 0) & 0b1100_1100) === 0b1000_0000;
    case 'av1':
      return hasSequenceHeader(bytes);
  }
}

/** An instant refresh, or parameters with a picture that refers to no other. */
function isH264Key(bytes: Uint8Array): boolean {
  let hasParameters = false;
  for (const start of unitStarts(bytes)) {
    const type = (bytes[start] ?? 0) & 0x1f;
    if (type === 5) return true;
    if (type === 7) hasParameters = true;
    if (type === 1) return hasParameters && isIntraSlice(bytes[start + 1] ?? 0);
  }
  return false;
}

/** The first slice of a picture begins with the numbers 0 and its type, 2 or 7 for intra, as Exp-Golomb codes. */
const isIntraSlice = (first: number): boolean => first >> 4 === 0b1011 || first === 0b1000_1000;

/** Pictures of random access: types 16 to 21 (ITU-T H.265, table 7-1). */
function isH265Key(bytes: Uint8Array): boolean {
  for (const start of unitStarts(bytes)) {
    const type = ((bytes[start] ?? 0) >> 1) & 0x3f;
    if (type < 32) return type >= 16 && type <= 21;
  }
  return false;
}

/** Where units begin, behind their start codes. */
function* unitStarts(bytes: Uint8Array): Generator<number> {
  for (let one = bytes.indexOf(1, 2); one !== -1; one = bytes.indexOf(1, one + 1))
    if (bytes[one - 1] === 0 && bytes[one - 2] === 0) yield one + 1;
}

const sequenceHeader = 1;
const temporalDelimiter = 2;

/** Among the first units of AV1 (AV1 bitstream specification, 5.3). */
function hasSequenceHeader(bytes: Uint8Array): boolean {
  let offset = 0;
  while (offset < bytes.length) {
    const head = bytes[offset] ?? 0;
    const type = (head >> 3) & 15;
    if (type === sequenceHeader) return true;
    const hasSize = (head & 2) !== 0;
    if (type !== temporalDelimiter || !hasSize) return false;
    // A delimiter is empty: one byte of size behind it.
    offset += 2 + ((head & 4) !== 0 ? 1 : 0);
  }
  return false;
}
