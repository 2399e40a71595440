import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** So many bytes tell UTF-16. */
const sniffBytes = 4096;
/** A character of UTF-8 that a chunk cuts in two leaves so many bytes at most. */
const maxCutBytes = 3;

/**
 * Decodes the text of a log, chunk by chunk. UTF-16 is known by its mark or its zeros. Anything else is UTF-8, unless its
 * first bytes beyond ASCII are no UTF-8 and read as Western text: then it is Windows-1252, as old spreadsheets write.
 * Bytes that are no text become U+FFFD.
 */
export class LogDecoder {
  #decoder: TextDecoder | null = null;

  /** Null as long as everything was ASCII. */
  get encoding(): Encoding | null {
    return (this.#decoder?.encoding as Encoding | undefined) ?? null;
  }

  /** @param bytes the next ones; the first chunk has a few kilobytes, or is the whole text. */
  decode(bytes: Uint8Array): string {
    if (this.#decoder === null) {
      const encoding = utf16Of(bytes.subarray(0, sniffBytes)) ?? (isAscii(bytes) ? null : eightBitOf(bytes));
      if (encoding === null) return new TextDecoder('latin1').decode(bytes);
      this.#decoder = new TextDecoder(encoding);
    }
    return this.#decoder.decode(bytes, { stream: true });
  }

  /** What the last chunk left undecoded. */
  end(): string {
    return this.#decoder?.decode() ?? '';
  }
}

/** Without a mark, by the zeros that every second byte of Western text then is. */
function utf16Of(start: Uint8Array): Encoding | null {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  for (const [index, byte] of start.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const most = start.length * 0.35;
  if (odd > most && even === 0) return 'utf-16le';
  if (even > most && odd === 0) return 'utf-16be';
  return null;
}

function eightBitOf(bytes: Uint8Array): Encoding {
  for (let cut = 0; cut <= Math.min(maxCutBytes, bytes.length - 1); cut += 1)
    if (isUtf8(bytes.subarray(0, bytes.length - cut))) return 'utf-8';
  // Power losses leave bytes of all kinds in a log of UTF-8; its own characters stay whole.
  const asUtf8 = new TextDecoder().decode(bytes);
  const hasUtf8 = /[^\0-\u007f\ufffd]/.test(asUtf8);
  // eslint-disable-next-line no-control-regex -- Text has none of them.
  const isText = !/[\0-\u0008\u000e-\u001f\u007f\u0081\u008d\u008f\u0090\u009d]/.test(
    new TextDecoder('windows-1252').decode(bytes),
  );
  return isText && !hasUtf8 ? 'windows-1252' : 'utf-8';
}
