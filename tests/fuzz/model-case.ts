import { mkdirSync } from 'node:fs';
import { probePictures } from '../../main/engines/device-probe.ts';
import { openEngine } from '../../main/engines/open-engine.ts';
import { openModel } from '../../main/models/registry.ts';
import { seededRandom } from '../../shared/seeded-random.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { CaseOutcome } from './fuzz-target.ts';
import { writeSeed, type ModelSeed } from './model-seeds.ts';
import { mutate } from './mutate.ts';

/** Damages one file of one seed, the same for the same number, opens the network, and runs it where it opens. */
export async function runCase(number: number, seeds: readonly ModelSeed[], folder: string): Promise<CaseOutcome> {
  const random = seededRandom(number);
  const seed = seeds[number % seeds.length];
  if (!seed) throw new Error('There are no seeds.');
  const names = [...seed.files.keys()];
  const damaged = names[Math.floor(random() * names.length)];
  mkdirSync(folder, { recursive: true });
  const start = performance.now();
  try {
    const path = writeSeed(seed, folder, (name, bytes) => (name === damaged ? mutate(bytes, random) : bytes));
    const model = await openModel(path);
    const openMs = performance.now() - start;
    try {
      return { seed: seed.name, result: await runOnce(model), openMs };
    } finally {
      model.dispose();
    }
  } catch (thrown) {
    return { seed: seed.name, result: resultOf(thrown), openMs: performance.now() - start };
  }
}

async function runOnce(model: Awaited<ReturnType<typeof openModel>>): Promise<string> {
  const engine = await openEngine(model, 'auto', { device: 'cpu', threads: 1 });
  try {
    const { data, others } = probePictures(model.info);
    const { height, width, channels } = model.info.input;
    const one = Object.fromEntries(
      model.info.otherInputs.map(({ name, shape }) => [
        name,
        others?.[name]?.subarray(
          0,
          shape.reduce((product, size) => product * size, 1),
        ) ?? new Float32Array(),
      ]),
    );
    await engine.run({ count: 1, data: data.subarray(0, height * width * channels), others: one });
    return 'opened';
  } finally {
    await engine.dispose();
  }
}

function resultOf(thrown: unknown): string {
  if (!(thrown instanceof SteerscopeError)) return `FAILED: ${String((thrown as Error).stack ?? thrown)}`;
  const { code, message, nextStep } = thrown;
  const says = message.length > 10 && nextStep.length > 5 && message.length < 2000;
  return code === 'internal' || !says ? `FAILED: ${code}: ${message} | ${nextStep}` : code;
}
