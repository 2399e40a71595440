import { join } from 'node:path';

const demo = join(import.meta.dirname, '..', '..', 'demo');
export const demoDrivePath = join(demo, 'drive');
export const demoModelPath = join(demo, 'model', 'pilotnet.h5');
