import { ESLint } from 'eslint';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Plants one wrong line in each folder and asks the linter: a wall that no longer stands fails here. */
const root = resolve(import.meta.dirname, '..', '..');
const eslint = new ESLint({ cwd: root });

async function rulesBroken(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: join(root, filePath) });
  return (result?.messages ?? []).map((message) => message.ruleId ?? message.message);
}

const arrow = 'boundaries/dependencies';
const runtime = 'no-restricted-imports';

describe('a wrong import is refused', () => {
  test.each([
    ['shared/planted.ts', `import type { Model } from '../main/models/model.ts';`, arrow],
    ['main/drives/planted.ts', `import type { Model } from '../models/model.ts';`, arrow],
    ['main/saliency/planted.ts', `import type { Engine } from '../engines/engine.ts';`, arrow],
    ['main/models/planted.ts', `import type { Engine } from '../engines/engine.ts';`, arrow],
    ['main/lab/planted.ts', `import { maskFigures } from '../saliency/mask-figures.ts';`, arrow],
    ['main/export/planted.ts', `import type { DriveFormat } from '../drives/drive-format.ts';`, arrow],
    ['main/api/planted.ts', `import type { Engine } from '../engines/engine.ts';`, arrow],
    ['main/analysis/planted.ts', `import { createApi } from '../api/app.ts';`, arrow],
    ['main/setup/planted.ts', `import type { DriveFormat } from '../drives/drive-format.ts';`, arrow],
    ['main/server/planted.ts', `import { protocolHandler } from '../electron/window.ts';`, arrow],
    ['main/electron/planted.ts', `import { startServer } from '../server/server.ts';`, arrow],
    ['preload/planted.ts', `import type { Model } from '../main/models/model.ts';`, arrow],
    ['renderer/planted.ts', `import type { Model } from '../main/models/model.ts';`, arrow],
    ['renderer/ui/planted.ts', `import type { Drive } from '../../shared/drive.ts';`, arrow],
    ['renderer/state/planted.ts', `import App from '../App.svelte';`, arrow],
    ['renderer/panels/timeline/planted.ts', `import FrameView from '../frame-view/FrameView.svelte';`, arrow],
    [
      'renderer/panels/timeline/Planted.svelte',
      `<script lang="ts">import type { Model } from '../../../main/models/model.ts';</script>`,
      arrow,
    ],
    ['shared/planted.ts', `import { readFile } from 'node:fs/promises';`, runtime],
    ['renderer/planted.ts', `import { readFile } from 'node:fs/promises';`, runtime],
    ['preload/planted.ts', `import { readFile } from 'node:fs/promises';`, runtime],
    ['main/api/planted.ts', `import { app } from 'electron';`, runtime],
    ['renderer/planted.ts', `import { ipcRenderer } from 'electron';`, runtime],
  ])('%s: %s', async (filePath, code, rule) => {
    expect(await rulesBroken(filePath, code)).toContain(rule);
  });
});

describe('a right import passes', () => {
  test.each([
    ['main/drives/planted.ts', `import type { Drive } from '../../shared/drive.ts';\nexport type Planted = Drive;`],
    ['main/engines/planted.ts', `import type { Model } from '../models/model.ts';\nexport type Planted = Model;`],
    ['main/engines/planted.ts', `import type { Engine } from './engine.ts';\nexport type Planted = Engine;`],
    ['main/analysis/planted.ts', `import type { Engine } from '../engines/engine.ts';\nexport type Planted = Engine;`],
    ['main/electron/planted.ts', `import { app } from 'electron';\nexport const planted = app;`],
    ['renderer/state/planted.ts', `import { api } from '../api.ts';\nexport const planted = api;`],
    ['renderer/panels/timeline/planted.ts', `import { x } from '../../ui/x.ts';\nexport const planted = x;`],
  ])('%s: %s', async (filePath, code) => {
    expect(await rulesBroken(filePath, code)).toEqual([]);
  });
});
