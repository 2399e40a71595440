import type { LayersModel } from '@tensorflow/tfjs-layers';
import { buildTabledNetwork } from './tabled-network.ts';

const ofTableOne = {
  filters: [32, 32, 48, 48, 64, 64, 96, 96, 128, 128],
  hidden: [1024, 512],
  output: { name: 'steering', units: 1, activation: 'linear' },
} as const;

/**
 * NetSVF, "small vertical field of view" (table I of the VisualBackProp paper, ICRA 2018): grey `[batch, 125, 640, 1]`, 0..255,
 * → steering `[batch, 1]`. 3 262 597 parameters, the batch normalisations' 2 436 among them.
 */
export const buildNetSvf = (seed: number): LayersModel =>
  buildTabledNetwork({ name: 'netsvf', input: { height: 125, width: 640, channels: 1 }, ...ofTableOne }, seed);

/**
 * NetHVF, "high vertical field of view" (the same table): grey `[batch, 125, 351, 1]`, 0..255, → steering `[batch, 1]`.
 * 2 082 949 parameters. The table prints widths 173 and 171 behind conv2 and conv3, which do not follow from its 349
 * behind conv1; they are 174 and 172, and from conv4 on all is as printed.
 */
export const buildNetHvf = (seed: number): LayersModel =>
  buildTabledNetwork({ name: 'nethvf', input: { height: 125, width: 351, channels: 1 }, ...ofTableOne }, seed);
