import type { Stage } from '../../shared/geometry.ts';
import { planUpscale, sizeAfter } from './plan-upscale.ts';
import type { Upscale } from './upscale.ts';

export interface MapSize {
  readonly height: number;
  readonly width: number;
}

/** The way from one stage down to the one below, with the buffers it fills. */
export interface StagePlan {
  /** Holds a map of the stage's own size. */
  readonly ownBuffer: Float64Array;
  /** In the order they run: the last layer's first. */
  readonly upscales: readonly { readonly upscale: Upscale; readonly target: Float64Array }[];
}

interface CachedPlan {
  readonly input: MapSize;
  readonly plans: readonly StagePlan[];
}

/** Stages live as long as their network; so do their plans. */
const cache = new WeakMap<readonly Stage[], CachedPlan>();

/**
 * Plans for `stages`, shallowest first, made once.
 * @throws Error when the sizes of steps, stages and input contradict each other; it names the stage.
 */
export function planStages(stages: readonly Stage[], input: MapSize): readonly StagePlan[] {
  const cached = cache.get(stages);
  if (cached?.input.height === input.height && cached.input.width === input.width) return cached.plans;
  const plans = stages.map((stage, index) => planStage(stage, stages[index - 1] ?? input));
  cache.set(stages, { input: { height: input.height, width: input.width }, plans });
  return plans;
}

function planStage(stage: Stage, below: MapSize): StagePlan {
  let size: MapSize = stage;
  const upscales = stage.steps.toReversed().map((step) => {
    checkSize(stage, `its step "${step.layer}" makes`, sizeAfter(step), 'the map there has', size);
    const upscale = planUpscale(step);
    size = upscale;
    return { upscale, target: new Float64Array(upscale.height * upscale.width) };
  });
  checkSize(stage, 'its steps begin at', size, 'the map below has', below);
  return { ownBuffer: new Float64Array(stage.height * stage.width), upscales };
}

function checkSize(stage: Stage, what: string, is: MapSize, whatElse: string, should: MapSize): void {
  if (is.height === should.height && is.width === should.width) return;
  throw new Error(
    `Stage "${stage.layer}": ${what} ${is.height} × ${is.width}, but ${whatElse} ${should.height} × ${should.width}.`,
  );
}
