import { mapKernelsWasm } from './map-kernels.wasm.ts';

/** What map-kernels.ts exports; what they do and take is told there. */
export type MapKernels = Readonly<
  Record<
    'spreadRows' | 'addRows' | 'writeRows' | 'multiplyRows' | 'stretchRows' | 'findEnds',
    (...numbers: readonly number[]) => void
  >
>;

type Numbers = Float64Array | Float32Array | Uint32Array;
type NumbersOver<Kind> = new (buffer: ArrayBuffer, at: number, length: number) => Kind;

/** What Node's types leave out. */
declare const WebAssembly: {
  Memory: new (limits: { initial: number }) => { readonly buffer: ArrayBuffer; grow(pages: number): number };
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: object };
};
type Memory = InstanceType<typeof WebAssembly.Memory>;

const pageBytes = 65536;
/** Of one instruction's numbers. */
const alignmentBytes = 16;

/** Compiled once a thread. */
let compiled: object | null = null;

/**
 * A memory for kernels, with them: blocks in it are given out one behind the other and stay as long as it does.
 * @throws RangeError when more is asked for than there is, 4 GiB at most.
 */
export class KernelMemory {
  readonly kernels: MapKernels;
  readonly #memory = new WebAssembly.Memory({ initial: 1 });
  #usedBytes = 0;

  constructor() {
    compiled ??= new WebAssembly.Module(Buffer.from(mapKernelsWasm, 'base64'));
    this.kernels = new WebAssembly.Instance(compiled, { env: { memory: this.#memory } }).exports as MapKernels;
  }

  /** All zero. */
  float64(length: number): Block<Float64Array> {
    return this.#reserve(Float64Array, length);
  }

  /** All zero. */
  float32(length: number): Block<Float32Array> {
    return this.#reserve(Float32Array, length);
  }

  /** Holds `numbers`. */
  uint32(numbers: readonly number[]): Block<Uint32Array> {
    const block = this.#reserve(Uint32Array, numbers.length);
    block.values.set(numbers);
    return block;
  }

  /** Takes back all that was given out. */
  clear(): void {
    new Uint8Array(this.#memory.buffer, 0, this.#usedBytes).fill(0);
    this.#usedBytes = 0;
  }

  #reserve<Kind extends Numbers>(kind: NumbersOver<Kind> & { BYTES_PER_ELEMENT: number }, length: number): Block<Kind> {
    const at = this.#usedBytes;
    const bytes = Math.ceil((length * kind.BYTES_PER_ELEMENT) / alignmentBytes) * alignmentBytes;
    const missing = at + bytes - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / pageBytes));
    this.#usedBytes += bytes;
    return new Block(this.#memory, kind, at, length);
  }
}

let scratch: KernelMemory | null = null;

/** The thread's memory for what is done at one go: takes back what was given out of it before. */
export function scratchMemory(): KernelMemory {
  scratch ??= new KernelMemory();
  scratch.clear();
  return scratch;
}

/** Numbers in a kernel memory. */
export class Block<Kind extends Numbers> {
  /** Address in bytes. */
  readonly at: number;
  readonly length: number;
  readonly #memory: Memory;
  readonly #kind: NumbersOver<Kind>;
  #values: Kind;

  constructor(memory: Memory, kind: NumbersOver<Kind>, at: number, length: number) {
    this.at = at;
    this.length = length;
    this.#memory = memory;
    this.#kind = kind;
    this.#values = new kind(memory.buffer, at, length);
  }

  /** To be asked for anew after another block was given out: a memory that grows takes its arrays away. */
  get values(): Kind {
    if (this.#values.length !== this.length) this.#values = new this.#kind(this.#memory.buffer, this.at, this.length);
    return this.#values;
  }
}
