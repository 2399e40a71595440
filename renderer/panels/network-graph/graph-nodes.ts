import type { LayerInfo, ModelInfo } from '../../../shared/model.ts';
import { layerUses, type LayerUse } from '../../state/layer-use.ts';

/** A layer, or an input of the network that is none, as it stands in the graph. */
export interface GraphNode {
  readonly name: string;
  /** Null for an input that is no layer. */
  readonly layer: LayerInfo | null;
  readonly type: string;
  /** `5×5 / 2`; empty for a layer without a window. */
  readonly window: string;
  /** `31×98×24`; empty where it is not known. */
  readonly shape: string;
  /** Null for an input. */
  readonly use: LayerUse | null;
  /** Places in the list of nodes. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

export function graphNodes(model: ModelInfo): GraphNode[] {
  const uses = layerUses(model);
  const known = new Set(model.layers.map(({ name }) => name));
  const { height, width, channels } = model.input;
  const picture = { name: model.input.name, shape: [height, width, channels] };
  const inputs = [picture, ...model.otherInputs].filter(({ name }) => !known.has(name));
  const names = [...inputs.map(({ name }) => name), ...model.layers.map(({ name }) => name)];
  const places = new Map(names.map((name, place) => [name, place]));
  const from = [
    ...inputs.map((): number[] => []),
    ...model.layers.map((layer, at) =>
      // A recurrent layer may take from itself.
      layer.inputs.flatMap((name) => places.get(name) ?? []).filter((place) => place !== at + inputs.length),
    ),
  ];
  const to = names.map((): number[] => []);
  from.forEach((all, place) => all.forEach((one) => to[one]!.push(place)));
  const links = (place: number) => ({ inputs: from[place] ?? [], outputs: to[place] ?? [] });
  return [
    ...inputs.map(({ name, shape }, place) => ({
      ...{ name, layer: null, type: 'Input', window: '', shape: shapeWords(shape), use: null },
      ...links(place),
    })),
    ...model.layers.map((layer, at) => ({
      ...{
        name: layer.name,
        layer,
        type: layer.type,
        window: windowWords(layer),
        shape: shapeWords(layer.outputShape),
      },
      use: uses.get(layer.name) ?? null,
      ...links(at + inputs.length),
    })),
  ];
}

/** `5×5 / 2`; strides of 1 are left out. */
export function windowWords({ kernel, strides }: Pick<LayerInfo, 'kernel' | 'strides'>): string {
  if (!kernel) return '';
  const [down, across] = strides ?? [1, 1];
  const stride = down === across ? (down === 1 ? '' : ` / ${down}`) : ` / ${down}×${across}`;
  return kernel.join('×') + stride;
}

export function shapeWords(shape: readonly number[] | null): string {
  return shape === null ? '' : shape.join('×') || 'scalar';
}
