import type { LayersModel } from '@tensorflow/tfjs-layers';
import { steeringBinCount } from './steering-bins.ts';
import { buildTabledNetwork } from './tabled-network.ts';

/**
 * The traffic sign network (table II of the VisualBackProp paper, ICRA 2018): colour `[batch, 125, 125, 3]`, RGB 0..255, → 43
 * probabilities. 142 743 parameters. The paper's ends in a log-softmax over 43 kinds of signs; here a softmax over as many
 * steering angles, since the bundled drive has no signs.
 */
export const buildTrafficSignNetwork = (seed: number): LayersModel =>
  buildTabledNetwork(
    {
      name: 'traffic_sign',
      input: { height: 125, width: 125, channels: 3 },
      filters: [16, 16, 24, 24, 32, 32, 48, 48],
      hidden: [64],
      output: { name: 'steering_bins', units: steeringBinCount, activation: 'softmax' },
    },
    seed,
  );
