import type { Stage } from '../../shared/geometry.ts';
import { planUpscale, sizeAfter } from './plan-upscale.ts';
import { rowsOfOnes, writtenRows, type RowSums } from './row-sums.ts';
import type { Upscale } from './upscale.ts';

export interface MapSize {
  readonly height: number;
  readonly width: number;
}

/** A stage's running mask, and the way from there down to the stage below. */
export interface StagePlan {
  /** Holds a map of the stage's own size. */
  readonly product: Float64Array;
  /** `product` in the size of the map below: good until the next call. */
  readonly upscale: () => RowSums;
}

interface CachedPlan {
  readonly input: MapSize;
  readonly plans: readonly StagePlan[];
  /** What the deepest stage's averaged map is multiplied with. */
  readonly ones: RowSums;
}

/** Stages live as long as their network; so do their plans. */
const cache = new WeakMap<readonly Stage[], CachedPlan>();

/**
 * Plans for `stages`, shallowest first, made once.
 * @throws Error when the sizes of steps, stages and input contradict each other; it names the stage.
 */
export function planStages(stages: readonly Stage[], input: MapSize): CachedPlan {
  const cached = cache.get(stages);
  if (cached?.input.height === input.height && cached.input.width === input.width) return cached;
  const plans = stages.map((stage, index) => planStage(stage, stages[index - 1] ?? input));
  const { height, width } = input;
  const planned = { input: { height, width }, plans, ones: rowsOfOnes(stages.at(-1)!) };
  cache.set(stages, planned);
  return planned;
}

function planStage(stage: Stage, below: MapSize): StagePlan {
  let size: MapSize = stage;
  const upscales = stage.steps.toReversed().map((step) => {
    checkSize(stage, `its step "${step.layer}" makes`, sizeAfter(step), 'the map there has', size);
    const upscale = planUpscale(step);
    size = upscale;
    return upscale;
  });
  checkSize(stage, 'its steps begin at', size, 'the map below has', below);
  const product = new Float64Array(stage.height * stage.width);
  return { product, upscale: planUpscales(product, upscales, size) };
}

/** One after the other; all but the last are written down, and that too if it must be. */
function planUpscales(product: Float64Array, upscales: readonly Upscale[], size: MapSize): () => RowSums {
  const last = upscales.at(-1)?.sumsOf;
  const written = upscales.slice(0, last ? -1 : undefined).map((upscale) => ({ upscale, rows: writtenRows(upscale) }));
  const unchanged = writtenRows(size);
  return () => {
    if (upscales.length === 0) unchanged.table.set(product);
    let map: Float64Array = product;
    for (const { upscale, rows } of written) {
      upscale.run(map, rows.table);
      map = rows.table;
    }
    return last ? last(map) : (written.at(-1)?.rows ?? unchanged);
  };
}

function checkSize(stage: Stage, what: string, is: MapSize, whatElse: string, should: MapSize): void {
  if (is.height === should.height && is.width === should.width) return;
  throw new Error(
    `Stage "${stage.layer}": ${what} ${is.height} × ${is.width}, but ${whatElse} ${should.height} × ${should.width}.`,
  );
}
