import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The window. Relative addresses, so that one build runs on app://steerscope/ and on http://127.0.0.1. */
export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [svelte({ compilerOptions: { runes: true } })],
  build: {
    outDir: here('../out/renderer'),
    emptyOutDir: true,
    target: 'chrome130',
    minify: true,
    // The Content-Security-Policy has no data: fonts, and one request fewer is worth nothing on loopback.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: here('index.html') },
  },
});
