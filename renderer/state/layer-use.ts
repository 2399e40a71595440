import type { LayerInfo, ModelInfo } from '../../shared/model.ts';
import { layerNamed } from './layer-names.ts';

/**
 * What VisualBackProp makes of a layer: its map is a stage's, it lies between a stage's convolution and where its map is
 * taken, the mask is scaled up through it, it is on another branch of a stage than the one that is scaled through, it keeps
 * rows and columns where they are, or it has no part in the mask.
 */
export type LayerRole = 'stage' | 'map' | 'scaled' | 'branch' | 'passed' | 'unused';

export interface LayerUse {
  readonly role: LayerRole;
  /** Index into `ModelInfo.stages`; null for a layer without a part in the mask. */
  readonly stage: number | null;
  /** As a sentence. */
  readonly why: string;
}

/** By name of the layer. */
export function layerUses(model: ModelInfo): ReadonlyMap<string, LayerUse> {
  const { layers, stages } = model;
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const fromPicture = reachedFrom(model.input.name, layers);
  const uses = new Map<string, LayerUse>();
  stages.forEach((stage, index) => {
    const top = layerNamed(layers, stage.tapLayer ?? stage.tap) ?? layerNamed(layers, stage.layer);
    const own = layerNamed(layers, stage.layer);
    if (!top || !own) return;
    const scaled = new Set(stage.steps.map((step) => layerNamed(layers, step.layer)?.name));
    const belowOwn = ancestors(own.name, byName, uses);
    for (const name of ancestors(top.name, byName, uses)) {
      const layer = byName.get(name);
      if (!layer || !fromPicture.has(name)) continue;
      uses.set(name, useInStage(layer, index, own.name, belowOwn, scaled));
    }
  });
  for (const layer of layers)
    if (!uses.has(layer.name)) uses.set(layer.name, unused(layer, model, fromPicture.has(layer.name)));
  return uses;
}

function useInStage(
  { name, kernel }: LayerInfo,
  stage: number,
  own: string,
  belowOwn: ReadonlySet<string>,
  scaled: ReadonlySet<string | undefined>,
): LayerUse {
  const number = stage + 1;
  if (name === own) return { role: 'stage', stage, why: `Stage ${number}: its map is averaged and multiplied in.` };
  if (!belowOwn.has(name))
    return { role: 'map', stage, why: `Part of stage ${number}: the map is taken behind the activation.` };
  if (scaled.has(name)) return { role: 'scaled', stage, why: `The mask of stage ${number} is scaled up through it.` };
  if (kernel !== null)
    return {
      ...{ role: 'branch', stage },
      why: `On a branch into stage ${number}: it is in the map, but the mask is scaled up through another branch.`,
    };
  return { role: 'passed', stage, why: 'Passed through: rows and columns stay where they are.' };
}

function unused({ kernel }: LayerInfo, { stages, problems, input }: ModelInfo, seesPicture: boolean): LayerUse {
  const why = !seesPicture
    ? `Not used: it takes nothing from the picture (${input.name}).`
    : stages.length === 0
      ? `Not used: ${problems.find(({ code }) => code === 'geometry-unknown')?.message ?? 'the network has no convolution to follow.'}`
      : kernel !== null
        ? 'Not used: nothing comes from it to the deepest map, from which the mask begins.'
        : 'Not used: it comes after the deepest map, or beside it. The mask does not depend on it.';
  return { role: 'unused', stage: null, why };
}

/** A layer and all that it is computed from, but for those in `known` and what lies behind them. */
function ancestors(
  name: string,
  byName: ReadonlyMap<string, LayerInfo>,
  known: ReadonlyMap<string, unknown>,
): Set<string> {
  const found = new Set<string>();
  const waiting = [name];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (found.has(one) || known.has(one)) continue;
    found.add(one);
    waiting.push(...(byName.get(one)?.inputs ?? []));
  }
  return found;
}

/** The layers that are computed from an input of the network, itself among them. */
function reachedFrom(input: string, layers: readonly LayerInfo[]): ReadonlySet<string> {
  const takers = new Map<string, string[]>();
  for (const { name, inputs } of layers)
    for (const from of inputs) {
      const known = takers.get(from);
      if (known) known.push(name);
      else takers.set(from, [name]);
    }
  const found = new Set<string>();
  const waiting = [input];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (found.has(one)) continue;
    found.add(one);
    waiting.push(...(takers.get(one) ?? []));
  }
  return found;
}
