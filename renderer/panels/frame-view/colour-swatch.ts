import { colourBlindSafeMaps, type ColourMapName } from '../../../shared/annotate/colour-maps.ts';
import { colourBlindSafePairs, type SignedColourName } from '../../../shared/annotate/signed-colours.ts';

const names: Record<ColourMapName, string> = {
  green: 'Green',
  red: 'Red',
  viridis: 'Viridis',
  cividis: 'Cividis',
  inferno: 'Inferno',
  magma: 'Magma',
  plasma: 'Plasma',
  gray: 'Gray',
  turbo: 'Turbo',
};

/** In words, for a list to choose from. */
export function colourMapText(name: ColourMapName): string {
  return names[name];
}

/** What a colour map is good for, in a few words. */
export function colourMapHint(name: ColourMapName): string {
  if (name === 'green' || name === 'red') return "tint, as the papers'";
  return colourBlindSafeMaps.includes(name) ? 'colour-blind safe' : 'rainbow';
}

const signedNames: Record<SignedColourName, string> = {
  'blue-orange': 'Blue–orange',
  'blue-red': 'Blue–red',
  'purple-green': 'Purple–green',
  'red-green': 'Red–green',
};

export function signedColoursText(name: SignedColourName): string {
  return signedNames[name];
}

export function signedColoursHint(name: SignedColourName): string {
  return colourBlindSafePairs.includes(name) ? 'colour-blind safe' : "the papers' tints";
}
