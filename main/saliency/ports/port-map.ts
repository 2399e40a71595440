import { applyActivation } from './apply-activation.ts';
import { minMaxed, multiplied, scaled, type PortMap } from './map-arithmetic.ts';
import type { PortProfile, PortUpscaling } from './port-profile.ts';
import { portRefusal } from './port-refusal.ts';
import type { PortReading, PortStage } from './port-stages.ts';
import { planBoxSums, planFixedWindow, planPortUpscale } from './port-upscale.ts';
import type { PortWay } from './port-way.ts';
import type { Upscale } from '../upscale.ts';

/**
 * What a port makes of its maps, in the size that it makes, before its final min-max.
 *
 * @param maps of the stages, one channel each, as the profile's `reduce` and `normaliseMaps` have them.
 * @param input the picture as one more map, where the port multiplies by it.
 * @throws SteerscopeError where the port's program would stop.
 */
export function portMap(
  profile: PortProfile,
  reading: PortReading,
  maps: readonly PortMap[],
  input: PortMap | null,
): PortMap {
  const { stages } = reading;
  const { boxSums, normaliseProducts, toInput, final } = profile;
  const boxed = (map: PortMap): PortMap => (boxSums ? scaled(map, planBoxSums(map)) : map);
  let mask = boxed(maps.at(-1)!);
  for (let index = stages.length - 1; index > 0; index--) {
    const stage = stages[index]!;
    const below = maps[index - 1]!;
    const upscale = planBetween(profile, { from: mask, to: below, window: stage.window, isLast: false });
    const up = upscale ? through(profile.between, stage, scaled(mask, upscale)) : mask;
    const product = multiplied(up, below);
    mask = boxed(normaliseProducts ? minMaxed(product, 0) : product);
  }
  if (toInput) {
    const [stage] = stages;
    if (toInput.kind === 'own-window' && toInput.rest === 'output-padding' && stages.length === 1)
      throw portRefusal('The program stops at a network of a single convolution.');
    const upscale = planPortUpscale(toInput, {
      from: mask,
      to: reading.input,
      window: stage!.window,
      isLast: true,
    });
    mask = through(toInput, stage!, scaled(mask, upscale));
  }
  if (input) mask = multiplied(mask, input);
  return final === 'relu' ? { ...mask, values: applyActivation('relu', mask.values) } : mask;
}

/** Null where maps of one size are only multiplied. */
function planBetween({ between, sameSize }: PortProfile, way: PortWay): Upscale | null {
  const isSame = way.from.height === way.to.height && way.from.width === way.to.width;
  if (!isSame || sameSize === 'as-others') return planPortUpscale(between, way);
  return sameSize === 'nothing' ? null : planFixedWindow(sameSize, way);
}

function through(upscaling: PortUpscaling, { activation }: PortStage, map: PortMap): PortMap {
  if (upscaling.kind !== 'own-window' || !upscaling.then) return map;
  const name = upscaling.then === 'relu' ? 'relu' : (activation ?? 'linear');
  return { ...map, values: applyActivation(name, map.values) };
}
