import type { RgbaImage } from '../../shared/pixels.ts';
import type { Preprocessing, PreprocessingStep } from '../../shared/preprocessing.ts';
import { affine } from './affine.ts';
import type { PixelData, PixelOperation } from './pixel-operation.ts';
import { imageBytes } from './preprocess.ts';
import { makeBuffer, planNext, planStart, type PlanPlace } from './preprocessing-plan.ts';

/** What many preprocessings have in common up to here, and how they go on. */
interface Branch {
  readonly place: PlanPlace;
  /** Null at the root and after a crop: the pixels stay where they are. */
  readonly operation: PixelOperation | null;
  /** What the operation fills. */
  readonly buffer: PixelData | null;
  /** By the step as JSON. */
  readonly branches: Map<string, Branch>;
  /** The preprocessings that end here. */
  readonly ending: { readonly index: number; readonly toFloats: PixelOperation }[];
}

/** Many preprocessings of pictures of one size, of which each common beginning is done once. */
export class PreprocessingTree {
  readonly #root: Branch;

  /** @throws SteerscopeError `bad-preprocessing` naming the step that cannot be done. */
  constructor(preprocessings: readonly Pick<Preprocessing, 'steps'>[], imageWidth: number, imageHeight: number) {
    this.#root = newBranch(planStart(imageWidth, imageHeight), null);
    preprocessings.forEach(({ steps }, index) => {
      const end = steps.reduce((branch, step, at) => branchOf(branch, step, at), this.#root);
      end.ending.push({ index, toFloats: affine(end.place.layout, 1, 0) });
    });
  }

  /** @param target takes the float32 result of preprocessing `index`, `[row, column, channel]`. */
  prepare(image: RgbaImage, target: (index: number) => Float32Array): void {
    grow(this.#root, imageBytes(image), 0, target);
  }
}

function branchOf(parent: Branch, step: PreprocessingStep, index: number): Branch {
  const key = JSON.stringify(step);
  const known = parent.branches.get(key);
  if (known) return known;
  const { place, operation } = planNext(parent.place, step, index);
  const branch = newBranch(place, operation);
  parent.branches.set(key, branch);
  return branch;
}

const newBranch = (place: PlanPlace, operation: PixelOperation | null): Branch => ({
  place,
  operation,
  buffer: operation && makeBuffer(operation.output),
  branches: new Map(),
  ending: [],
});

/** @param pixels of the branch before, which begin at `offset`. */
function grow(branch: Branch, pixels: PixelData, offset: number, target: (index: number) => Float32Array): void {
  const { operation, buffer, place } = branch;
  if (operation && buffer) operation.run(pixels, offset, buffer);
  const own = buffer ?? pixels;
  for (const { index, toFloats } of branch.ending) toFloats.run(own, place.offset, target(index));
  for (const next of branch.branches.values()) grow(next, own, place.offset, target);
}
