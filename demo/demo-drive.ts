import { join } from 'node:path';

/** The bundled drive: what make-drive.ts renders and train.ts is measured on. */
export const demoDrive = {
  folder: join(import.meta.dirname, 'drive'),
  groundTruthFolder: join(import.meta.dirname, 'ground-truth'),
  modelFile: join(import.meta.dirname, 'model', 'pilotnet.h5'),
  seed: 35,
  frameCount: 720,
  /** Frames from here on are held back from training, and have ground truth. */
  heldBackFrom: 420,
  jpegQuality: 76,
  startTime: Date.UTC(2026, 4, 14, 9, 41, 7, 250),
} as const;

/** Path of a held-back frame's ground truth. */
export function groundTruthFile(frame: number): string {
  return join(demoDrive.groundTruthFolder, `${String(frame).padStart(4, '0')}.png`);
}
