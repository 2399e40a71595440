/*
 * Raw HEVC has no time stamps. In which order its pictures are shown is written in each slice header: the picture order
 * count (ITU-T H.265, 7.3.2.2 sequence parameters, 7.3.2.3 picture parameters, 7.3.6 slice header, 8.3.1 decoding).
 */

/** Types of units (table 7-1). */
const isPicture = (type: number): boolean => type <= 9 || (type >= 16 && type <= 21);
const isRandomAccess = (type: number): boolean => type >= 16 && type <= 23;
const isInstant = (type: number): boolean => type === 19 || type === 20;
const isLeading = (type: number): boolean => type >= 6 && type <= 9;
const isSkippedLeading = (type: number): boolean => type === 8 || type === 9;
/** Pictures that no other of the same layer refers to have even types below 16. */
const isUnreferenced = (type: number): boolean => type < 16 && type % 2 === 0;
const sequenceParameters = 33;
const pictureParameters = 34;
const firstSequenceEnd = 36;
const lastSequenceEnd = 37;

interface PictureSettings {
  readonly sequence: number;
  readonly outputFlag: boolean;
  readonly extraSliceBits: number;
}

interface SequenceSettings {
  readonly orderBits: number;
  readonly separatePlanes: boolean;
}

/** Of one packet, that is one picture. */
export interface PictureOrder {
  /** Rises with the order of showing from one `sequence` on to the next. */
  readonly sequence: number;
  readonly order: number;
  /** False when the picture is never shown: said so, or undecodable after a jump to the beginning of the stream. */
  readonly shown: boolean;
}

/** Reads packets in the order of the stream. */
export class HevcPictureOrder {
  readonly #sequences = new Map<number, SequenceSettings>();
  readonly #pictures = new Map<number, PictureSettings>();
  #sequence = 0;
  #previousOrder = 0;
  #sequenceEnded = true;
  #skipsLeading = true;

  /** @param packet one access unit in Annex B. @returns null when it holds no picture whose order can be read. */
  read(packet: Uint8Array): PictureOrder | null {
    let found: PictureOrder | null = null;
    for (const [start, end] of units(packet)) {
      const type = ((packet[start] ?? 0) >> 1) & 0x3f;
      const layer = (((packet[start] ?? 0) & 1) << 5) | ((packet[start + 1] ?? 0) >> 3);
      if (layer !== 0) continue;
      const bits = new Bits(packet, start + 2, end);
      if (type === sequenceParameters) this.#readSequence(bits);
      else if (type === pictureParameters) this.#readPicture(bits);
      else if (type >= firstSequenceEnd && type <= lastSequenceEnd) this.#sequenceEnded = true;
      else if (isPicture(type) && found === null) found = this.#readSlice(type, (packet[start + 1] ?? 0) & 7, bits);
    }
    return found;
  }

  #readSequence(bits: Bits): void {
    bits.skip(4);
    const subLayers = bits.read(3);
    bits.skip(1 + 96);
    const present = Array.from({ length: subLayers }, () => ({ profile: bits.read(1), level: bits.read(1) }));
    if (subLayers > 0) bits.skip(2 * (8 - subLayers));
    for (const { profile, level } of present) bits.skip(88 * profile + 8 * level);
    const id = bits.golomb();
    const separatePlanes = bits.golomb() === 3 && bits.read(1) === 1;
    bits.golomb();
    bits.golomb();
    if (bits.read(1) === 1) for (let side = 0; side < 4; side += 1) bits.golomb();
    bits.golomb();
    bits.golomb();
    const orderBits = bits.golomb() + 4;
    if (id <= 15 && orderBits <= 16) this.#sequences.set(id, { orderBits, separatePlanes });
  }

  #readPicture(bits: Bits): void {
    const id = bits.golomb();
    const sequence = bits.golomb();
    bits.skip(1);
    const settings = { sequence, outputFlag: bits.read(1) === 1, extraSliceBits: bits.read(3) };
    if (id <= 63) this.#pictures.set(id, settings);
  }

  #readSlice(type: number, temporalIdPlus1: number, bits: Bits): PictureOrder | null {
    if (bits.read(1) !== 1) return null;
    if (isRandomAccess(type)) bits.skip(1);
    const picture = this.#pictures.get(bits.golomb());
    const sequence = picture && this.#sequences.get(picture.sequence);
    if (!picture || !sequence) return null;
    bits.skip(picture.extraSliceBits);
    bits.golomb();
    const saidShown = !picture.outputFlag || bits.read(1) === 1;
    if (sequence.separatePlanes) bits.skip(2);
    const low = isInstant(type) ? 0 : bits.read(sequence.orderBits);
    const startsAnew = isInstant(type) || (isRandomAccess(type) && (this.#sequenceEnded || type < 19));
    // What leads a picture of random access, and refers to pictures before it, is decodable only where those are there.
    if (isRandomAccess(type)) this.#skipsLeading = startsAnew;
    if (startsAnew) this.#sequence += 1;
    const high = startsAnew ? 0 : this.#highPart(low, 1 << sequence.orderBits);
    this.#sequenceEnded = false;
    const order = high + low;
    if (temporalIdPlus1 === 1 && !isLeading(type) && !isUnreferenced(type)) this.#previousOrder = order;
    return { sequence: this.#sequence, order, shown: saidShown && !(this.#skipsLeading && isSkippedLeading(type)) };
  }

  /** The slice says its order modulo `size`; the nearest to the previous picture is meant. */
  #highPart(low: number, size: number): number {
    const previousLow = this.#previousOrder & (size - 1);
    const high = this.#previousOrder - previousLow;
    if (low < previousLow && previousLow - low >= size / 2) return high + size;
    return low > previousLow && low - previousLow > size / 2 ? high - size : high;
  }
}

/** Start and end of the units between start codes. */
function* units(packet: Uint8Array): Generator<readonly [number, number]> {
  let start = -1;
  for (let offset = packet.indexOf(1, 2); offset !== -1; offset = packet.indexOf(1, offset + 1)) {
    if (packet[offset - 1] !== 0 || packet[offset - 2] !== 0) continue;
    if (start !== -1) yield [start, offset - 2];
    start = offset + 1;
  }
  if (start !== -1) yield [start, packet.length];
}

/** Bits of a unit, most significant first, without its emulation prevention bytes; beyond the end all are 0. */
class Bits {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #offset: number;
  #bit = 0;
  #zeros = 0;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#offset = start;
    this.#end = end;
  }

  read(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index += 1) value = value * 2 + this.#next();
    return value;
  }

  skip(count: number): void {
    for (let index = 0; index < count; index += 1) this.#next();
  }

  /** An unsigned Exp-Golomb number (9.2). */
  golomb(): number {
    let zeros = 0;
    while (zeros < 32 && this.#offset < this.#end && this.#next() === 0) zeros += 1;
    return 2 ** zeros - 1 + this.read(zeros);
  }

  #next(): number {
    if (this.#offset >= this.#end) return 0;
    const byte = this.#bytes[this.#offset] ?? 0;
    const value = (byte >> (7 - this.#bit)) & 1;
    this.#bit += 1;
    if (this.#bit === 8) {
      this.#bit = 0;
      this.#offset += 1;
      this.#zeros = byte === 0 ? this.#zeros + 1 : 0;
      if (this.#zeros === 2 && this.#bytes[this.#offset] === 3) {
        this.#offset += 1;
        this.#zeros = 0;
      }
    }
    return value;
  }
}
