import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { describeHost, findDemo, installationRoot, productVersion } from '../../../../main/api/installation.ts';

test('finds the folder of package.json and its version', () => {
  expect(installationRoot).toBe(resolve(import.meta.dirname, '..', '..', '..', '..'));
  expect(productVersion).toMatch(/^\d+\.\d+\.\d+/);
});

test('opens what was asked for, and the demo only when nothing was', () => {
  const asked = { drivePath: '/some/drive' };
  expect(describeHost('browser', asked)).toMatchObject({ host: 'browser', initial: asked, version: productVersion });
  const demo = findDemo();
  expect(existsSync(join(installationRoot, 'demo', 'drive', 'driving_log.csv'))).toBe(demo !== null);
  expect(describeHost('desktop', {}).initial).toEqual(demo ?? {});
});
