import { DamagedContainer } from './damaged-container.ts';
import { viewOf } from './mcap-records.ts';

/*
 * LZ4 frames (github.com/lz4/lz4, doc/lz4_Frame_format.md and lz4_Block_format.md). The usual library for them unpacks
 * nothing more, of any file, after one damaged frame, and is not used here.
 */

const magic = 0x184d2204;
const storedFlag = 0x80000000;
const shortestMatch = 4;
const longNibble = 15;

/** @throws DamagedContainer unless the frame unpacks to just `unpackedBytes`. */
export function unpackLz4(frame: Uint8Array, unpackedBytes: number): Uint8Array {
  const view = viewOf(frame);
  const output = new Uint8Array(unpackedBytes);
  try {
    if (view.getUint32(0, true) !== magic) throw damaged();
    const flags = view.getUint8(4);
    const [hasBlockChecksum, hasSize, hasDictionary] = [flags & 16, flags & 8, flags & 1];
    if (flags >> 6 !== 1 || hasDictionary) throw damaged();
    let input = 7 + (hasSize ? 8 : 0);
    let filled = 0;
    for (let size = view.getUint32(input, true); size !== 0; size = view.getUint32(input, true)) {
      const start = input + 4;
      const length = size % storedFlag;
      if (start + length > frame.length) throw damaged();
      const block = frame.subarray(start, start + length);
      if (size >= storedFlag) {
        output.set(block, filled);
        filled += length;
      } else filled = unpackBlock(block, output, filled);
      input = start + length + (hasBlockChecksum ? 4 : 0);
    }
    if (filled !== unpackedBytes) throw damaged();
  } catch (thrown) {
    throw thrown instanceof RangeError ? damaged() : thrown;
  }
  return output;
}

/** Runs of literal bytes, each followed by a copy of what was unpacked before. @returns how far `output` is filled. */
function unpackBlock(block: Uint8Array, output: Uint8Array, start: number): number {
  let input = 0;
  let filled = start;
  const longer = (nibble: number): number => {
    let length = nibble;
    if (nibble === longNibble)
      for (let more = 255; more === 255; length += more) {
        if (input >= block.length) throw damaged();
        more = block[input]!;
        input += 1;
      }
    return length;
  };
  while (input < block.length) {
    const token = block[input]!;
    input += 1;
    const literals = longer(token >> 4);
    if (input + literals > block.length || filled + literals > output.length) throw damaged();
    output.set(block.subarray(input, input + literals), filled);
    input += literals;
    filled += literals;
    // The last run has no copy behind it.
    if (input === block.length) break;
    if (input + 2 > block.length) throw damaged();
    const distance = block[input]! + block[input + 1]! * 256;
    input += 2;
    const length = longer(token & longNibble) + shortestMatch;
    if (distance === 0 || distance > filled || filled + length > output.length) throw damaged();
    if (distance >= length) output.copyWithin(filled, filled - distance, filled - distance + length);
    // A copy may overlap itself: that is how runs are written.
    else for (let index = 0; index < length; index += 1) output[filled + index] = output[filled - distance + index]!;
    filled += length;
  }
  return filled;
}

function damaged(): DamagedContainer {
  return new DamagedContainer('its packed bytes are damaged');
}
