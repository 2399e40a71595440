import { parentPort, workerData } from 'node:worker_threads';
import { DamagedContainer } from './damaged-container.ts';
import { Hdf5File } from './hdf5-file.ts';
import type { Hdf5Reply, Hdf5Request } from './hdf5-messages.ts';

/** A piece of a file, packed and unpacked, and the library's own needs; a hostile piece unpacks to any size. */
const maxMemoryBytes = 512 * 1024 * 1024;
const pageBytes = 64 * 1024;

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

// The library asks for memory through this function and takes a refusal as having none; there is no setting for it.
const { prototype } = (globalThis as unknown as { WebAssembly: { Memory: { prototype: WasmMemory } } }).WebAssembly
  .Memory;
const grow = prototype.grow;
prototype.grow = function (this: WasmMemory, pages: number): number {
  if (this.buffer.byteLength + pages * pageBytes > maxMemoryBytes) throw new RangeError('There is no more memory.');
  return grow.call(this, pages);
};

/** One HDF5 file, until the port is closed. */
const file = Hdf5File.open(workerData as string);

async function answer(request: Hdf5Request): Promise<Hdf5Reply> {
  const { id } = request;
  try {
    const opened = await file;
    switch (request.ask) {
      case 'datasets':
        return { id, datasets: opened.datasets() };
      case 'numbers':
        return { id, numbers: opened.numbers(request.name, request.from, request.to) };
      case 'bytes':
        return { id, bytes: opened.bytes(request.name, request.index) };
    }
  } catch (thrown) {
    // The library's own errors are stacks of its functions.
    const isOurs = thrown instanceof DamagedContainer;
    return { id, error: isOurs ? thrown.message : 'the HDF5 library cannot read it' };
  }
}

parentPort?.on('message', (request: Hdf5Request | null) => {
  if (request === null) {
    void file.then((opened) => opened.close()).catch(() => null);
    parentPort?.close();
    return;
  }
  void answer(request).then((reply) => {
    const moved =
      'bytes' in reply ? [reply.bytes.buffer] : 'numbers' in reply ? [reply.numbers.buffer as ArrayBuffer] : [];
    parentPort?.postMessage(reply, moved);
  });
});
