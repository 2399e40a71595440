import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { GlobalFonts } from '@napi-rs/canvas';

const family = 'IBM Plex Sans';
const weights = [400, 500, 600];
let registered = false;

/**
 * Makes the annotations' font known to this process, so that a clip looks the same on every machine; characters beyond
 * Latin come from the fonts of the system. Read as bytes, because an installed application packs its files together.
 */
export function registerClipFonts(): void {
  if (registered) return;
  const { resolve } = createRequire(import.meta.url);
  for (const weight of weights)
    GlobalFonts.register(
      readFileSync(resolve(`@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-${weight}-normal.woff2`)),
      family,
    );
  registered = true;
}
