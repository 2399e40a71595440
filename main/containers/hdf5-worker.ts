import { parentPort, workerData } from 'node:worker_threads';
import { Hdf5File } from './hdf5-file.ts';
import type { Hdf5Reply, Hdf5Request } from './hdf5-messages.ts';

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
    // The library's own errors are stacks of its functions; the first line says enough.
    return { id, error: (thrown instanceof Error ? thrown.message : String(thrown)).split('\n')[0]!.slice(0, 200) };
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
