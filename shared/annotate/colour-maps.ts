/** Colour maps of the mask. `green` and `red` are the papers' tints; the others are perceptual scales. */
export const colourMapNames = [
  'green',
  'red',
  'viridis',
  'cividis',
  'inferno',
  'magma',
  'plasma',
  'gray',
  'turbo',
] as const;
export type ColourMapName = (typeof colourMapNames)[number];

/** The scales that grow evenly lighter, so that they read the same for every kind of sight, and in grey. */
export const colourBlindSafeMaps: readonly ColourMapName[] = [
  'viridis',
  'cividis',
  'inferno',
  'magma',
  'plasma',
  'gray',
];

type TintName = 'green' | 'red';

/** Full saliency in the papers' pictures: green in 1704.07911, red in 1611.05418; both a little off pure, to show on video. */
const tints: Record<TintName, readonly [number, number, number]> = { green: [38, 255, 84], red: [255, 48, 48] };

/**
 * Every fifth colour of the published tables, `rrggbb` without a separator; those between are interpolated (at most 4 of
 * 255 off). Sources: viridis, inferno, magma and plasma by S. van der Walt and N. Smith (CC0), cividis by Nuñez, Anderton and Renslow
 * (PLOS ONE 2018, CC0), turbo by A. Mikhailov (Google, Apache-2.0).
 */
const anchors: Record<Exclude<ColourMapName, TintName | 'gray'>, string> = {
  viridis:
    '44015446085c471063481769481d6f482475472a7a46307e453781433d844142873f48893d4e8a3a538b38598c355e8d33638d' +
    '31688e2e6d8e2c718e2a768e297b8e27808e25848e23898e218e8d20928c1f978b1e9c891fa18821a58524aa8328ae802eb37c' +
    '35b7793dbc7446c06f50c46a5ac86465cb5e70cf577cd25089d54895d840a2da37b0dd2fbddf26cae11fd8e219e5e419f1e51d' +
    'fde725',
  inferno:
    '00000402020c0504170a072210092d160b391e0c45260c512f0a5b380962400a67490b6a510e6c59106e61136e69166e71196e' +
    '781c6d801f6c88226a902568982766a02a63a82e5fb0315bb73557bf3952c63d4dcc4248d34743d94d3ddf5337e45a31e9612b' +
    'ed6925f1711ff47918f78212f98b0bfa9407fb9d07fca60cfcb014fbba1ffac42af8cd37f6d746f4e156f2ea69f2f27df5f992' +
    'fcffa4',
  cividis:
    '00224e002656002a5f002d68003070083370163770203a6f273e6e2e416d34456c3a486c3f4c6c444f6c49536c4e566c535a6d' +
    '575d6d5c616e60646f656870696b716d6f727272747676767a7a787e7d788381798885788d8878928c789690779b9476a09875' +
    'a59c74aaa073afa471b5a86fbaac6dbfb06bc4b468c9b965cfbd62d4c15fdac65bdfca57e5cf52ead34cf0d846f6dd3ffce236' +
    'fee838',
  magma:
    '00000402020b0504160907200e0b2b140e361a104221114e29115a311165390f6e420f754a107952137c5a167e6219806a1c81' +
    '721f81792282812581892881912b81992d80a1307eaa337db2357bba3878c23b75ca3e72d2426fd9466be04c67e75263ec5860' +
    'f1605df4695cf7725cf97b5dfb8560fc8e64fd9869fea16efeaa74feb47bfebd82fec68afecf92fed89afde2a3fdebacfcf4b6' +
    'fcfdbf',
  plasma:
    '0d08871b068d2605912f059638049a41049d4903a05102a35901a56100a76900a87100a87801a88004a88707a68e0ca49511a1' +
    '9c179ea21d9aa82296ae2892b42e8dba3388bf3984c43e7fc9447acd4a76d24f71d6556dda5b69de6164e26660e66c5ce97257' +
    'ed7953f07f4ff3854bf58c46f79342f99a3efba139fca835fdaf31feb72dfebe2afdc627fcce25fbd724f8df25f6e826f3f027' +
    'f0f921',
  turbo:
    '30123b36215f3b2f803f3e9c424bb54559cb4666dd4773eb4680f6458cfd4099ff38a5fb2fb2f427bee91fc9dd1ad4d018ddc2' +
    '1ae4b622ebaa2ff19b3ff68a52fa7a65fd6979fe598bff4b9cfe40a9fb39b7f735c3f134d0ea34dbe236e5d938eecf3af5c53a' +
    'faba39fdae35fea130fe932afc8423f9751df46617ef5811e84b0ce14109d83706ce2d04c32503b71d02a916019b0f018b0902' +
    '7a0403',
};
const anchorDistance = 5;

const tables = new Map<ColourMapName, Uint8Array>();

/** Whether the map is one colour whose opacity alone says how salient a pixel is. */
export function isTint(name: ColourMapName): name is TintName {
  return name === 'green' || name === 'red';
}

/** 256 colours `[level, RGB]`, level 0 the lowest; of a tint: from black to it. Shared, not to be written to. */
export function colourMapRgb(name: ColourMapName): Uint8Array {
  const known = tables.get(name);
  if (known) return known;
  const table = isTint(name)
    ? blackTo(tints[name])
    : name === 'gray'
      ? blackTo([255, 255, 255])
      : interpolated(anchors[name]);
  tables.set(name, table);
  return table;
}

/** From its lowest colour at the left to its highest, as a CSS background. */
export function colourMapGradient(name: ColourMapName): string {
  const rgb = colourMapRgb(name);
  const stops = Array.from({ length: 16 }, (_, stop) => `rgb(${rgb.slice(stop * 51, stop * 51 + 3).join(' ')})`);
  return `linear-gradient(90deg, ${stops.join(', ')})`;
}

function blackTo(tint: readonly [number, number, number]): Uint8Array {
  return Uint8Array.from({ length: 256 * 3 }, (_, at) => Math.round(((tint[at % 3] ?? 0) * Math.floor(at / 3)) / 255));
}

function interpolated(hexColours: string): Uint8Array {
  const channelAt = (anchor: number, channel: number): number =>
    Number.parseInt(hexColours.slice(anchor * 6 + channel * 2, anchor * 6 + channel * 2 + 2), 16);
  return Uint8Array.from({ length: 256 * 3 }, (_, at) => {
    const level = Math.floor(at / 3);
    const anchor = Math.min(Math.floor(level / anchorDistance), 50);
    const share = level / anchorDistance - anchor;
    return Math.round(channelAt(anchor, at % 3) * (1 - share) + channelAt(anchor + 1, at % 3) * share);
  });
}
