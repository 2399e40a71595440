import { parentPort, workerData } from 'node:worker_threads';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { closePictures } from '../frames/read-frame.ts';
import { giveWay } from './give-way.ts';
import type { CallName, FromWorker, ToWorker, WorkerCalls } from './messages.ts';
import { Session } from './session.ts';
import { transferableBuffers } from './transferable-buffers.ts';

/* The thread entry: one Session, called by messages. */

if (!parentPort) throw new Error('analysis-worker is the entry of a worker thread.');
const port = parentPort;
if ((workerData as { readonly inBackground?: boolean } | null)?.inBackground) giveWay();

type Handlers = {
  readonly [Name in CallName]: (
    argument: WorkerCalls[Name]['in'],
    signal: AbortSignal,
  ) => Promise<WorkerCalls[Name]['out']>;
};

const start = (threads?: number): Session =>
  new Session(
    threads,
    (change) => reply({ type: 'drive-changed', change }, []),
    (state) => reply({ type: 'network-changed', state }, []),
  );
let session = start();

const handlers: Handlers = {
  open: ({ threads, changes }, signal) => {
    session = start(threads ?? undefined);
    return session.change(changes, { signal });
  },
  change: (changes, signal) => session.change(changes, { signal }),
  columns: () => session.columns(),
  locateFrames: ({ from, to }, signal) => session.locateFrames(from, to, { signal }),
  encodedFrame: ({ frame, camera, near }, signal) => session.encodedFrame(frame, camera, { near, signal }),
  editedFrame: ({ frame, edits }, signal) => session.editedFrame(frame, edits, { signal }),
  analyseFrame: ({ frame, edits }, signal) => session.analyseFrame(frame, { edits, signal }),
  analyseFrames: ({ frames, ...details }, signal) => session.analyseFrames(frames, { ...details, signal }),
  analyseLocations: ({ frames, ...details }, signal) => session.analyseLocations(frames, { ...details, signal }),
  tryPreprocessings: ({ frames, preprocessings }, signal) =>
    session.tryPreprocessings(frames, preprocessings, { signal }),
  experiment: ({ frame, request }, signal) => session.experiment(frame, request, { signal }),
  networkInput: ({ frame, edits }, signal) => session.networkInput(frame, { edits, signal }),
  stageChannels: ({ frame, stageIndex, edits }, signal) => session.stageChannels(frame, stageIndex, { edits, signal }),
  savePreprocessing: ({ overwrite }) => session.savePreprocessing(overwrite),
  saveMapping: (request) => session.saveMapping(request),
  dispose: async () => {
    await session.dispose();
    await closePictures();
    // Nothing else keeps the thread alive.
    port.close();
    return null;
  },
};

/** Results that nobody here needs afterwards; the session keeps its columns and its state. */
const givenAway: ReadonlySet<CallName> = new Set<CallName>([
  'encodedFrame',
  'editedFrame',
  'analyseFrame',
  'analyseFrames',
  'analyseLocations',
  'tryPreprocessings',
  'networkInput',
  'stageChannels',
]);

const running = new Map<number, AbortController>();

port.on('message', (message: ToWorker) => {
  if (message.type === 'cancel') running.get(message.id)?.abort();
  else void answer(message.id, message.name, message.argument);
});

async function answer<Name extends CallName>(id: number, name: Name, argument: WorkerCalls[Name]['in']): Promise<void> {
  const cancelling = new AbortController();
  running.set(id, cancelling);
  try {
    const handler: Handlers[Name] = handlers[name];
    const result = await handler(argument, cancelling.signal);
    reply({ type: 'result', id, result }, givenAway.has(name) ? transferableBuffers(result) : []);
  } catch (thrown) {
    reply({ type: 'failure', id, error: SteerscopeError.from(thrown).toWire() }, []);
  } finally {
    running.delete(id);
  }
}

function reply(message: FromWorker, transfer: ArrayBuffer[]): void {
  port.postMessage(message, transfer);
}
