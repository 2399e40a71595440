import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiClient } from '../../../../renderer/api.ts';
import { recalledEngine } from '../../../../renderer/state/engine-menu.svelte.ts';
import { Workbench } from '../../../../renderer/state/workbench.svelte.ts';
import type { SessionInfo } from '../../../../shared/session.ts';

const held = new Map<string, string>();
const asked: string[] = [];
let refuses = false;

/** Runs whatever is asked for, or nothing. */
const product = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
  const path = new URL(String(input), 'http://product').pathname;
  const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as Record<string, string>) : {};
  asked.push(`${init?.method} ${JSON.stringify(body)}`);
  if (path.endsWith('/events')) return new Response(new ReadableStream());
  if (path.endsWith('/host'))
    return Response.json({ initial: { modelPath: '/net.h5' }, demo: null, homeFolder: '/', host: 'browser' });
  const error = { code: 'engine-failed', message: 'No.', nextStep: 'Another.' };
  if (refuses) return Response.json({ error }, { status: 422 });
  const { engine = 'auto', device = 'auto' } = body;
  return Response.json({
    id: 's',
    drive: null,
    model: { path: '/net.h5', name: 'net.h5', stages: [], problems: [] },
    asked: { engine, device },
    problems: [],
  } as unknown as SessionInfo);
};

let workbench: Workbench;

beforeEach(async () => {
  held.clear();
  asked.length = 0;
  refuses = false;
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => held.set(key, value),
  });
  workbench = new Workbench(new ApiClient(product), null);
  await workbench.opening.start();
});
afterEach(() => {
  workbench.session.dispose();
  vi.unstubAllGlobals();
});

test('a choice is asked for, and remembered for the next start', async () => {
  const { engines } = workbench;
  const choosing = engines.choose({ engine: 'tensorflow', device: 'wasm' });
  expect(engines.starting).toEqual({ engine: 'tensorflow', device: 'wasm' });
  await choosing;
  expect(asked.at(-1)).toBe('PATCH {"engine":"tensorflow","device":"wasm"}');
  expect(engines.starting).toBeNull();
  expect(engines.asked).toEqual({ engine: 'tensorflow', device: 'wasm' });

  const next = new Workbench(new ApiClient(product), null);
  await next.opening.start();
  expect(next.engines.asked).toEqual({ engine: 'tensorflow', device: 'wasm' });
  next.session.dispose();
});

test('a choice that fails is said and not remembered', async () => {
  const { engines } = workbench;
  refuses = true;
  await engines.choose({ engine: 'onnx', device: 'cuda' });
  expect(engines.error?.code).toBe('engine-failed');
  expect(engines.asked).toEqual({ engine: 'auto', device: 'auto' });
  expect(recalledEngine()).toEqual({ engine: 'auto', device: 'auto' });
});

test('what was remembered and is no choice any more is left to the product', () => {
  held.set('steerscope.engine', '{"engine":"abacus","device":"cpu"}');
  expect(recalledEngine()).toEqual({ engine: 'auto', device: 'cpu' });
});
