import type { LayerInfo } from '../../shared/model.ts';

/**
 * The layer that a stage or a step is called after: of that name, or the one that the operator `conv1/Conv` was written
 * for. Undefined where the table has none.
 */
export function layerNamed(layers: readonly LayerInfo[], name: string): LayerInfo | undefined {
  for (let wanted = name; wanted !== ''; wanted = wanted.slice(0, Math.max(0, wanted.lastIndexOf('/')))) {
    const found = layers.find((layer) => layer.name === wanted);
    if (found) return found;
  }
  // A layer that is called again has a number behind its name.
  const call = /^(.*):\d+$/.exec(name)?.[1];
  return call === undefined ? undefined : layers.find((layer) => layer.name === call);
}
