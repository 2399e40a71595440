import { setImmediate } from 'node:timers/promises';

/**
 * To be awaited after every frame: @napi-rs/canvas gives the memory of collected canvases back only when the event loop
 * turns, and a loop that never lets it turn holds every canvas it ever made, gigabytes within minutes.
 */
export const canvasesAreFreed = (): Promise<void> => setImmediate();
