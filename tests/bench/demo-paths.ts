import { join } from 'node:path';

const demo = join(import.meta.dirname, '..', '..', 'demo');
export const demoDrivePath = join(demo, 'drive');
export const demoModelPath = join(demo, 'model', 'pilotnet.h5');
/** The flags that open it. */
export const demoArguments: readonly string[] = ['--drive', demoDrivePath, '--model', demoModelPath];
