import { defineConfig } from 'vitest/config';

/** What runs on TensorFlow's own library: `npm run test:native` sees that it is there. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['tests/native/**/*.test.ts', 'tests/contract/engine.test.ts'],
    environment: 'node',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
