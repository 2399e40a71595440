import { runDriveCase } from './drive-case.ts';
import { driveSeeds } from './drive-seeds.ts';
import { runCase } from './model-case.ts';
import { modelSeeds } from './model-seeds.ts';

/** What became of one damaged drive or network. */
export interface CaseOutcome {
  readonly seed: string;
  /** `opened`, an error's code, or `FAILED: ...` for what must never happen. */
  readonly result: string;
  readonly openMs: number;
}

/** What is damaged. */
export interface FuzzTarget {
  readonly seeds: readonly string[];
  /** The same number gives the same damage. @param folder where it may be written to; need not exist. */
  run(number: number, folder: string): Promise<CaseOutcome>;
}

export type TargetName = 'drives' | 'models';

export async function openTarget(name: TargetName): Promise<FuzzTarget> {
  if (name === 'drives') {
    const seeds = await driveSeeds();
    return { seeds: seeds.map((seed) => seed.name), run: (number, folder) => runDriveCase(number, seeds, folder) };
  }
  const seeds = await modelSeeds();
  return { seeds: seeds.map((seed) => seed.name), run: (number, folder) => runCase(number, seeds, folder) };
}
