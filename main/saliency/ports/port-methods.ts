import type { PortMethod } from '../../../shared/port-methods.ts';
import type { MaskMethod } from '../mask-method.ts';
import { donkeycarGradient } from './donkeycar-gradient.ts';
import { portMask } from './port-mask.ts';
import { portProfiles } from './port-profiles.ts';

type MapPort = keyof typeof portProfiles;

const byMaps = Object.fromEntries(
  Object.entries(portProfiles).map(([id, profile]) => [id, portMask(profile)]),
) as Record<MapPort, MaskMethod>;

export const portMaskMethods: Readonly<Record<PortMethod, MaskMethod>> = {
  ...byMaps,
  'port-donkeycar-4': (question) => donkeycarGradient(question),
};
