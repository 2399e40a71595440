import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import { buildNetHvf, buildNetSvf } from './netsvf.ts';
import { buildPilotNet } from './pilotnet.ts';
import { buildResNet } from './resnet.ts';
import { buildTrafficSignNetwork } from './traffic-sign.ts';

/** A network that can be trained on the bundled drive, and how. */
export interface DemoNetwork {
  /** Weights are random, the same for the same seed. */
  readonly build: (seed: number) => LayersModel;
  /** From the frames of the drive, 160 × 320 RGB, to what the network takes, 8 bits a number. */
  readonly preprocessing: Preprocessing;
  /** What the network answers: the steering itself, or a probability for each of `steering-bins.ts`. */
  readonly answer: 'number' | 'bins';
  readonly batchSize: number;
  readonly learningRate: number;
  /** `FitOptions.sparsity`. A batch normalisation behind a convolution would undo it: it asks for small numbers. */
  readonly sparsity: number;
}

export const networkNames = ['pilotnet', 'netsvf', 'nethvf', 'traffic-sign', 'resnet'] as const;
export type NetworkName = (typeof networkNames)[number];

const resized = (height: number, width: number) => ({ op: 'resize', width, height, method: 'cv2-linear' }) as const;
const grey = { op: 'colour', conversion: 'RGB2GRAY' } as const;

export const demoNetworks: Readonly<Record<NetworkName, DemoNetwork>> = {
  pilotnet: {
    build: buildPilotNet,
    // Steerscope's default for a network that scales its own input.
    preprocessing: { version: 1, steps: [resized(66, 200)] },
    answer: 'number',
    batchSize: 32,
    learningRate: 1e-3,
    sparsity: 5,
  },
  netsvf: {
    build: buildNetSvf,
    // The lower part of the picture, of the network's own proportions: 63 of 160 rows, twice as large.
    preprocessing: {
      version: 1,
      steps: [{ op: 'crop', top: 97, bottom: 0, left: 0, right: 0 }, grey, resized(125, 640)],
    },
    answer: 'number',
    batchSize: 8,
    // Ten times the dense weights of the others: larger steps overshoot.
    learningRate: 3e-4,
    sparsity: 0,
  },
  nethvf: {
    build: buildNetHvf,
    // Nearly twice the height of NetSVF's view, scaled down by as much: 114 of 160 rows.
    preprocessing: {
      version: 1,
      steps: [{ op: 'crop', top: 46, bottom: 0, left: 0, right: 0 }, grey, resized(125, 351)],
    },
    answer: 'number',
    batchSize: 8,
    // Ten times the dense weights of the others: larger steps overshoot.
    learningRate: 3e-4,
    sparsity: 0,
  },
  'traffic-sign': {
    build: buildTrafficSignNetwork,
    preprocessing: {
      version: 1,
      steps: [resized(125, 125)],
      steering: {
        reading: { kind: 'bins', first: -1, last: 1, by: 'expectation' },
        scale: 1,
        offset: 0,
        unit: 'normalised',
      },
    },
    answer: 'bins',
    batchSize: 16,
    learningRate: 1e-3,
    sparsity: 0,
  },
  resnet: {
    build: buildResNet,
    preprocessing: { version: 1, steps: [resized(66, 200)] },
    answer: 'number',
    batchSize: 16,
    learningRate: 1e-3,
    sparsity: 0,
  },
};
