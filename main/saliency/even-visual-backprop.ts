import type { SaliencyMask } from '../../shared/analysis.ts';
import type { Stage } from '../../shared/geometry.ts';
import type { Map2d } from '../../shared/pixels.ts';
import { normaliseMask } from './normalise-mask.ts';
import { planUpscale } from './plan-upscale.ts';
import type { MapSize } from './stage-plan.ts';
import type { Upscale } from './upscale.ts';

/** A step back, with what it makes of ones: how many windows reach each element. */
interface EvenStep {
  readonly upscale: Upscale;
  readonly coverage: Float64Array;
}

/** Stages live as long as their network; so do their steps, shallowest stage first. */
const cache = new WeakMap<readonly Stage[], readonly (readonly EvenStep[])[]>();

/**
 * VisualBackProp with every deconvolution divided by the deconvolution of ones, element by element: the mean of what the
 * windows over it say instead of their sum, 0 where there are none. The checkerboard goes that kernels leave whose size
 * is no multiple of their stride, and the darker edge; neither is so in the paper, whose own masks show both.
 *
 * @param averaged one map a stage, shallowest first, in the stage's size.
 * @param stages at least one. Pass the same array for every frame.
 */
export function evenVisualBackProp(averaged: readonly Map2d[], stages: readonly Stage[], input: MapSize): SaliencyMask {
  const steps = cache.get(stages) ?? stages.map(planEvenSteps);
  cache.set(stages, steps);
  let mask = Float64Array.from(averaged.at(-1)!.values);
  for (let index = stages.length - 1; index >= 0; index--) {
    if (index < stages.length - 1) mask = mask.map((value, at) => value * averaged[index]!.values[at]!);
    for (const { upscale, coverage } of steps[index]!) {
      const scaled = new Float64Array(coverage.length);
      upscale.run(mask, scaled);
      mask = scaled.map((value, at) => (coverage[at] === 0 ? 0 : value / coverage[at]!));
    }
  }
  return normaliseMask(mask, input, mask.every(Number.isFinite));
}

function planEvenSteps(stage: Stage): readonly EvenStep[] {
  let size = stage.height * stage.width;
  return stage.steps.toReversed().map((step) => {
    const upscale = planUpscale(step);
    const coverage = new Float64Array(upscale.height * upscale.width);
    upscale.run(new Float64Array(size).fill(1), coverage);
    size = coverage.length;
    return { upscale, coverage };
  });
}
