import { defineConfig } from 'electron-vite';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import renderer from './renderer/vite.config.ts';

const root = import.meta.dirname;
const entries = ['main/electron/index.ts', 'main/cli/index.ts'].map((entry) => join(root, entry));
// Threads are named by their file, so no import leads to them.
const workers = globSync(join(root, 'main/**/*-worker.ts'));

export default defineConfig({
  // Modules keep their place, so that out/main/ mirrors main/ and a worker lies beside its client.
  main: {
    build: {
      outDir: 'out',
      emptyOutDir: false,
      rollupOptions: {
        input: [...entries, ...workers],
        output: { format: 'es', preserveModules: true, preserveModulesRoot: root, entryFileNames: '[name].js' },
      },
    },
  },
  // CommonJS and in one piece, as a sandboxed preload has to be.
  preload: {
    build: {
      outDir: 'out/preload',
      rollupOptions: {
        input: join(root, 'preload/index.ts'),
        output: { format: 'cjs', entryFileNames: 'index.cjs' },
      },
    },
  },
  renderer,
});
