import type { Stage } from '../../shared/geometry.ts';
import { KernelMemory, type Block } from './kernels/kernel-memory.ts';
import { planUpscale, sizeAfter } from './plan-upscale.ts';
import { rowsOfOnes, writeRows, writtenRows, type RowSums } from './row-sums.ts';
import type { PlacedUpscale, Upscale } from './upscale.ts';

export interface MapSize {
  readonly height: number;
  readonly width: number;
}

/** What a stage's maps are laid in, and the way from there down to the stage below. Blocks of the stage's own size. */
export interface StagePlan {
  /** Takes the averaged map. */
  readonly map: Block<Float32Array>;
  /** The intermediate mask. */
  readonly product: Block<Float64Array>;
  readonly copy: Block<Float32Array>;
  /** `product` in the size of the map below: good until the next call. */
  readonly upscale: () => RowSums;
}

interface CachedPlan {
  readonly input: MapSize;
  readonly plans: readonly StagePlan[];
  /** What the deepest stage's averaged map is multiplied with. */
  readonly ones: RowSums;
  /** Takes the mask. */
  readonly stretched: Block<Float32Array>;
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
  const memory = new KernelMemory();
  const plans = stages.map((stage, index) => planStage(memory, stage, stages[index - 1] ?? input));
  const { height, width } = input;
  const planned = {
    input: { height, width },
    plans,
    ones: rowsOfOnes(memory, stages.at(-1)!),
    stretched: memory.float32(height * width),
  };
  cache.set(stages, planned);
  return planned;
}

function planStage(memory: KernelMemory, stage: Stage, below: MapSize): StagePlan {
  let size: MapSize = stage;
  const upscales = stage.steps.toReversed().map((step) => {
    checkSize(stage, `its step "${step.layer}" makes`, sizeAfter(step), 'the map there has', size);
    const upscale = planUpscale(step);
    size = upscale;
    return upscale;
  });
  checkSize(stage, 'its steps begin at', size, 'the map below has', below);
  const length = stage.height * stage.width;
  return { map: memory.float32(length), copy: memory.float32(length), ...placeUpscales(memory, stage, upscales) };
}

/** One after the other; the last is not written down. */
function placeUpscales(memory: KernelMemory, size: MapSize, upscales: readonly Upscale[]) {
  let before = size;
  const [first = placeUnchanged(memory, size), ...others] = upscales.map((upscale) => {
    const placed = upscale.place?.(memory) ?? placeWritten(memory, before, upscale);
    before = upscale;
    return placed;
  });
  const upscale = () => {
    let rows = first.sums();
    for (const { source, sums } of others) {
      writeRows(rows, source);
      rows = sums();
    }
    return rows;
  };
  return { product: first.source, upscale };
}

function placeUnchanged(memory: KernelMemory, size: MapSize): PlacedUpscale {
  const rows = writtenRows(memory, size);
  return { source: rows.table, sums: () => rows };
}

function placeWritten(memory: KernelMemory, { height, width }: MapSize, upscale: Upscale): PlacedUpscale {
  const source = memory.float64(height * width);
  const rows = writtenRows(memory, upscale);
  return {
    source,
    sums() {
      upscale.run(source.values, rows.table.values);
      return rows;
    },
  };
}

function checkSize(stage: Stage, what: string, is: MapSize, whatElse: string, should: MapSize): void {
  if (is.height === should.height && is.width === should.width) return;
  throw new Error(
    `Stage "${stage.layer}": ${what} ${is.height} × ${is.width}, but ${whatElse} ${should.height} × ${should.width}.`,
  );
}
