import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoNetworks, networkNames, type NetworkName } from '../../demo/networks/demo-networks.ts';
import { writeKerasH5 } from '../../demo/write-keras-h5.ts';
import { sidecarPath } from '../../main/analysis/preprocessing-file.ts';
import { timeMethods } from '../../main/analysis/time-methods.ts';
import { describeEngineTiming } from '../../main/cli/describe-timing.ts';
import { startTensorflow } from '../../main/models/native/tensorflow-backend.ts';
import type { SaliencyMethod } from '../../shared/saliency-methods.ts';
import type { BenchRow } from './measure.ts';

const threads = 1;
const methods: readonly SaliencyMethod[] = ['visual-backprop', 'phi', 'lrp-paper', 'lrp-epsilon', 'gradient'];

/**
 * The paper's second claim: VisualBackProp beside LRP and others, on the paper's networks, PilotNet and a ResNet. Weights are
 * random: what a pass costs does not depend on them. `steerscope lab timing` does the same for a user's own network.
 */
export async function methodTiming(): Promise<BenchRow[]> {
  await startTensorflow();
  const folder = mkdtempSync(join(tmpdir(), 'steerscope-'));
  try {
    const rows: BenchRow[] = [];
    for (const name of networkNames) {
      const modelPath = await writeUntrained(name, folder);
      const timing = await timeMethods({ modelPath, preprocessing: null, methods, threads });
      rows.push(
        ...timing.engines.map((engine) => ({
          what: `masks of ${name}, untrained, beside a forward pass`,
          // The targets stand on a line of their own.
          figure: `${describeEngineTiming(engine, threads).replaceAll('\n', '\n    ')}\n`,
          target:
            "VisualBackProp's mask ≤ 5 % of the forward pass; LRP ≥ 10 times VisualBackProp (the paper: 24.6 ÷ 2.0 ms = 12)",
          floor: '',
        })),
      );
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function writeUntrained(name: NetworkName, folder: string): Promise<string> {
  const { build, preprocessing } = demoNetworks[name];
  const path = join(folder, `${name}.h5`);
  const network = build(1);
  await writeKerasH5(network, path);
  network.dispose();
  writeFileSync(sidecarPath(path), JSON.stringify(preprocessing));
  return path;
}
