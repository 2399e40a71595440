import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  plugins: [svelte({ compilerOptions: { runes: true } })],
  test: {
    include: ['tests/{unit,contract,golden,architecture,fuzz}/**/*.test.ts'],
    environment: 'node',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // The same on every machine: what runs on native TensorFlow is in tests/native.
    // Nor do the settings of who runs them count.
    env: {
      STEERSCOPE_NATIVE_TENSORFLOW: '',
      STEERSCOPE_SETTINGS: '/dev/null/settings',
      STEERSCOPE_CACHE: 'off',
      STEERSCOPE_STATE: 'off',
    },
  },
});
