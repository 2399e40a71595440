import { runDriveCase } from './drive-case.ts';
import { driveSeeds, type DriveSeed } from './drive-seeds.ts';
import { runCase } from './model-case.ts';
import { modelSeeds, type ModelSeed } from './model-seeds.ts';

/** What became of one damaged drive or network. */
export interface CaseOutcome {
  readonly seed: string;
  /** `opened`, an error's code, or `FAILED: ...` for what must never happen. */
  readonly result: string;
  readonly openMs: number;
}

/** What is damaged. */
export interface FuzzTarget<Seed> {
  seeds(): Promise<readonly Seed[]>;
  /** The same number gives the same damage. @param folder where it may be written to; need not exist. */
  run(number: number, seeds: readonly Seed[], folder: string): Promise<CaseOutcome>;
}

const drives: FuzzTarget<DriveSeed> = { seeds: driveSeeds, run: runDriveCase };
const models: FuzzTarget<ModelSeed> = { seeds: modelSeeds, run: runCase };

export const fuzzTargets = { drives, models } as const;
export type TargetName = keyof typeof fuzzTargets;
