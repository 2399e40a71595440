import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { colourMapRgb, type ColourMapName } from '../../shared/annotate/colour-maps.ts';

interface Golden {
  readonly levels: readonly number[];
  readonly maps: Readonly<Record<string, readonly (readonly number[])[]>>;
}
const golden = JSON.parse(readFileSync(new URL('colour_maps.json', import.meta.url), 'utf8')) as Golden;

test.each(Object.entries(golden.maps))('%s is the published map', (name, colours) => {
  const rgb = colourMapRgb(name as ColourMapName);
  expect(rgb).toHaveLength(256 * 3);
  golden.levels.forEach((level, index) =>
    colours[index]?.forEach((channel, at) =>
      expect(Math.abs((rgb[level * 3 + at] ?? NaN) - channel), `level ${level}, channel ${at}`).toBeLessThanOrEqual(4),
    ),
  );
});
