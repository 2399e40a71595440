import { defineConfig } from '@playwright/test';

/**
 * One journey, two hosts: each spec runs once a project, see support/workstation.ts. What is tagged `@page` looks at nothing
 * but the page, which is the same in both, and runs in the browser alone.
 */
// Nothing is written into the user's folders.
process.env['STEERSCOPE_CACHE'] = 'off';
process.env['STEERSCOPE_STATE'] = 'off';

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  globalSetup: './support/prepare.ts',
  timeout: 90_000,
  expect: { timeout: 20_000 },
  workers: 1,
  reporter: [['list']],
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
  projects: [
    { name: 'browser', metadata: { host: 'browser' } },
    { name: 'desktop', metadata: { host: 'desktop' }, grepInvert: /@page/ },
  ],
});
