import type { SaliencyMask } from '../../../shared/analysis.ts';
import type { MaskMethod, SaliencyQuestion } from '../mask-method.ts';
import { normaliseMask } from '../normalise-mask.ts';
import { planUpscale } from '../plan-upscale.ts';
import type { MapSize } from '../stage-plan.ts';
import { planBilinear } from '../undo-reshaping.ts';
import { minMaxed, reduceChannels, scaled, standardised, type PortMap } from './map-arithmetic.ts';
import { portMap } from './port-map.ts';
import type { PortProfile } from './port-profile.ts';
import { portReading, type PortReading } from './port-stages.ts';

type Asked = Pick<SaliencyQuestion, 'input' | 'size' | 'path' | 'maps'>;

/** A port's mask. */
export function portMask(profile: PortProfile): MaskMethod {
  return async (question) => {
    const { reading, map } = await readPortMap(profile, question);
    return laidOnPicture(map, reading, profile, question.size);
  };
}

/** A port's own numbers, in its own size, before its final min-max. @throws SteerscopeError where its program would stop. */
export async function readPortMap(
  profile: PortProfile,
  { input, path, maps }: Asked,
): Promise<{ readonly reading: PortReading; readonly map: PortMap }> {
  const { reduce, normaliseMaps, timesInput } = profile;
  const reading = portReading(profile.stages, path());
  const points = reading.stages.map(({ point }) => point);
  if (timesInput !== 'no') points.push(reading.input);
  const channels = await maps(points, reduce === 'mean-of-shares' ? 'each' : 'mean', input);
  const reduced = channels.map((each, index) => {
    const isInput = index === reading.stages.length;
    const read = isInput && timesInput === 'standardised' ? standardised(each) : each;
    const map = reduceChannels(read, points[index]!.channels, reduce);
    return normaliseMaps ? minMaxed(map, normaliseMaps.epsilon) : map;
  });
  const ofInput = timesInput === 'no' ? null : reduced.at(-1)!;
  return { reading, map: portMap(profile, reading, reduced.slice(0, reading.stages.length), ofInput) };
}

/**
 * For display: brought to 0..1 whatever the port does, and to the picture's size. What the port scaled down to the
 * picture layer by layer lies in its upper left corner, where a row may be missing; what stays in another size is
 * stretched. What comes before the first convolution within the network is undone as for VisualBackProp.
 */
function laidOnPicture(map: PortMap, reading: PortReading, { toInput }: PortProfile, size: MapSize): SaliencyMask {
  const own = normaliseMask(map.values, map, map.values.every(Number.isFinite));
  const drawn = { ...map, values: Float64Array.from(own.values) };
  const isDown = toInput?.kind === 'own-window';
  let laid = isDown ? inCorner(drawn, reading.input) : stretched(drawn, reading.input);
  for (const step of reading.before.toReversed()) laid = scaled(laid, planUpscale(step));
  if (laid.height !== size.height || laid.width !== size.width)
    throw new Error(`A mask of ${laid.height} × ${laid.width} for a picture of ${size.height} × ${size.width}.`);
  return { ...own, height: size.height, width: size.width, values: Float32Array.from(laid.values) };
}

function inCorner({ height, width, values }: PortMap, to: MapSize): PortMap {
  const laid = new Float64Array(to.height * to.width);
  const taken = Math.min(width, to.width);
  for (let row = 0; row < Math.min(height, to.height); row++)
    laid.set(values.subarray(row * width, row * width + taken), row * to.width);
  return { height: to.height, width: to.width, values: laid };
}

const stretched = (map: PortMap, to: MapSize): PortMap => scaled(map, planBilinear(map, to));
