import { DamagedContainer } from './damaged-container.ts';
import { viewOf } from './mcap-records.ts';

/** Encodings of ROS messages: of ROS 1 (packed, little-endian), and of ROS 2 (CDR: aligned, either byte order). */
export type RosEncoding = 'ros1' | 'cdr';

/** Bytes before a CDR message: two for the kind, two for options. */
const encapsulationBytes = 4;
/** Plain CDR of versions 1 and 2; the lowest bit says little-endian. Others carry member headers. */
const plainCdr1 = [0, 1];
const plainCdr2 = [6, 7];

/** Reads the fields of a ROS message one after the other. @throws DamagedContainer beyond its end. */
export class RosCursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #littleEndian: boolean;
  readonly #isCdr: boolean;
  /** Numbers of ROS 2 lie at multiples of their size, at most this. */
  readonly #maxAlign: number;
  #offset = 0;

  constructor(bytes: Uint8Array, encoding: RosEncoding) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
    this.#isCdr = encoding === 'cdr';
    this.#littleEndian = true;
    this.#maxAlign = 1;
    if (encoding === 'cdr') {
      const kind = bytes[1] ?? -1;
      if (bytes.length < encapsulationBytes || ![...plainCdr1, ...plainCdr2].includes(kind))
        throw new DamagedContainer('a message is in a kind of CDR that is not read');
      this.#littleEndian = kind % 2 === 1;
      this.#maxAlign = plainCdr2.includes(kind) ? 4 : 8;
      this.#offset = encapsulationBytes;
    }
  }

  uint8(): number {
    return this.#bytes[this.#take(1)]!;
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), this.#littleEndian);
  }

  /** A number of a ROS type, as `float32`; 64-bit integers are rounded. NaN for an unknown type. */
  number(type: string): number {
    const view = this.#view;
    const little = this.#littleEndian;
    switch (type) {
      case 'bool':
      case 'uint8':
        return this.uint8();
      case 'int8':
        return view.getInt8(this.#take(1));
      case 'int16':
        return view.getInt16(this.#take(2), little);
      case 'uint16':
        return view.getUint16(this.#take(2), little);
      case 'int32':
        return view.getInt32(this.#take(4), little);
      case 'uint32':
        return this.uint32();
      case 'float32':
        return view.getFloat32(this.#take(4), little);
      case 'float64':
        return view.getFloat64(this.#take(8), little);
      case 'int64':
        return Number(view.getBigInt64(this.#take(8), little));
      case 'uint64':
        return Number(view.getBigUint64(this.#take(8), little));
      default:
        throw new DamagedContainer(`a message has a field of the type ${type.slice(0, 80)}, which is not read`);
    }
  }

  /** `count` bytes as they are, or those of a sequence with its length before it. Borrowed from the message. */
  bytes(count = this.uint32()): Uint8Array {
    const start = this.#take(count, 1);
    return this.#bytes.subarray(start, start + count);
  }

  string(): string {
    const bytes = this.bytes();
    // ROS 2 counts the NUL at the end.
    const end = this.#isCdr && bytes.at(-1) === 0 ? bytes.length - 1 : bytes.length;
    return new TextDecoder().decode(bytes.subarray(0, end));
  }

  /** Steps over `count` numbers of `size` bytes. */
  skip(count: number, size: number): void {
    if (count > 0) this.#take(count * size, size);
  }

  #take(length: number, align = length): number {
    const step = Math.min(align, this.#maxAlign);
    // Counted from behind the encapsulation, as CDR wants.
    const origin = this.#isCdr ? encapsulationBytes : 0;
    const start = step > 1 ? origin + Math.ceil((this.#offset - origin) / step) * step : this.#offset;
    if (start + length > this.#bytes.length) throw new DamagedContainer('a message ends too soon');
    this.#offset = start + length;
    return start;
  }
}
