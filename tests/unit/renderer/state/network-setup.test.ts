import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiClient } from '../../../../renderer/api.ts';
import { Workbench } from '../../../../renderer/state/workbench.svelte.ts';
import type { SessionInfo } from '../../../../shared/session.ts';
import type { Preprocessing, PreprocessingStep } from '../../../../shared/preprocessing.ts';

const resize: PreprocessingStep = { op: 'resize', width: 8, height: 4, method: 'cv2-linear' };
const colour: PreprocessingStep = { op: 'colour', conversion: 'RGB2YUV' };
const crop = (top: number): PreprocessingStep => ({ op: 'crop', top, bottom: 0, left: 0, right: 0 });
const byDefault: Preprocessing = { version: 1, steps: [resize] };

/** A product with one network; a crop of more than 50 rows makes no input for it, a colour is unknown to it. */
class FakeProduct {
  /** The preprocessings that were sent; null for a revert. */
  readonly sent: (Preprocessing | null)[] = [];
  fileChanged = false;
  #given: Preprocessing | null = null;
  #file: Preprocessing | null = null;

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const path = new URL(String(input), 'http://product').pathname;
    const method = init?.method ?? 'GET';
    const body = (typeof init?.body === 'string' ? JSON.parse(init.body) : {}) as Record<string, unknown>;
    if (method === 'PATCH' && 'preprocessing' in body) {
      const given = body['preprocessing'] as Preprocessing | null;
      this.sent.push(given);
      if (given?.steps.some(({ op }) => op === 'colour')) return refusal('bad-preprocessing');
      this.#given = given;
    }
    if (method === 'PATCH' && 'modelPath' in body) this.#given = null;
    if (method === 'PUT') {
      if (this.fileChanged && body['overwrite'] !== true) return refusal('file-changed');
      this.#file = this.#given ?? byDefault;
      this.#given = null;
    }
    if (['POST', 'PATCH', 'PUT'].includes(method))
      return Response.json(this.#info(String(body['modelPath'] ?? '/net.h5')));
    return path.endsWith('/events') ? new Response(new ReadableStream()) : refusal('not-found');
  };

  #info(modelPath: string): SessionInfo {
    const preprocessing = this.#given ?? this.#file ?? byDefault;
    const misfit = preprocessing.steps.some((step) => step.op === 'crop' && step.top > 50);
    const problem = {
      severity: 'error',
      code: 'input-mismatch',
      message: 'Nothing is left.',
      place: null,
      frame: null,
    };
    return {
      id: 's',
      drive: null,
      model: { path: modelPath, name: modelPath, stages: [], problems: [] },
      preprocessing,
      preprocessingSource: this.#given ? 'given' : this.#file ? 'file' : 'default',
      problems: misfit ? [problem] : [],
    } as unknown as SessionInfo;
  }
}

function refusal(code: string): Response {
  return Response.json({ error: { code, message: 'No.', nextStep: 'Something else.' } }, { status: 422 });
}

const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(500);
let product: FakeProduct;
let workbench: Workbench;

beforeEach(async () => {
  vi.useFakeTimers();
  product = new FakeProduct();
  workbench = new Workbench(new ApiClient(product.fetch), null);
  await workbench.opening.open('/net.h5', 'network');
});
afterEach(() => {
  workbench.session.dispose();
  vi.useRealTimers();
});

test('shows at once what is edited, and sends only the newest after a rest', async () => {
  const { setup, session } = workbench;
  setup.addStep(crop(1));
  for (const top of [2, 23]) setup.editStep(0, crop(top), 'top');
  expect(setup.draft?.steps).toEqual([crop(23), resize]);
  expect(setup.unsaved).toBe(true);
  await settled();
  expect(product.sent).toEqual([{ version: 1, steps: [crop(23), resize] }]);
  expect(session.info?.preprocessing?.steps).toEqual([crop(23), resize]);
});

test('what is no number yet stays in the editor', async () => {
  const { setup } = workbench;
  setup.editStep(0, { ...resize, width: Number.NaN }, 'width');
  await settled();
  expect(setup.issues.get('steps.0.width')).toBe('A number is needed.');
  expect(product.sent).toEqual([]);
  setup.editStep(0, { ...resize, width: 16 }, 'width');
  await settled();
  expect(setup.issues.size).toBe(0);
  expect(product.sent).toHaveLength(1);
});

test('what the product refuses is said, stays in the editor, and the last good one stays in use', async () => {
  const { setup, session } = workbench;
  setup.addStep(crop(10));
  await settled();
  for (const bad of [colour, crop(60)]) {
    setup.editStep(0, bad);
    await settled();
    expect(setup.error).not.toBeNull();
    expect(setup.refused).toBe(true);
    expect(setup.draft?.steps[0]).toEqual(bad);
    expect(session.info?.preprocessing?.steps).toEqual([crop(10), resize]);
  }
  // The product, which had taken the crop that leaves nothing, was told the last good one again.
  expect(product.sent.at(-1)?.steps).toEqual([crop(10), resize]);
  expect(await setup.save()).toBe(false);
  setup.editStep(0, crop(20));
  await settled();
  expect(setup.error).toBeNull();
  expect(session.info?.preprocessing?.steps[0]).toEqual(crop(20));
});

test('undo and redo go to the product too; revert goes back to the file or the default', async () => {
  const { setup, session } = workbench;
  setup.addStep(crop(10));
  await settled();
  setup.undo();
  await settled();
  expect(session.info?.preprocessing?.steps).toEqual([resize]);
  setup.redo();
  await settled();
  expect(session.info?.preprocessing?.steps).toEqual([crop(10), resize]);
  await setup.revert();
  expect(product.sent.at(-1)).toBeNull();
  expect(setup.unsaved).toBe(false);
  setup.undo();
  await settled();
  expect(session.info?.preprocessing?.steps).toEqual([crop(10), resize]);
});

test('steps are moved within their list only', () => {
  const { setup } = workbench;
  setup.addStep(colour);
  setup.moveStep(0, -1);
  setup.moveStep(1, 1);
  expect(setup.draft?.steps).toEqual([resize, colour]);
  setup.moveStep(1, -1);
  expect(setup.draft?.steps).toEqual([colour, resize]);
  setup.removeStep(1);
  expect(setup.draft?.steps).toEqual([colour]);
});

test('saving sends what was edited last, and asks before it overwrites', async () => {
  const { setup } = workbench;
  product.fileChanged = true;
  setup.addStep(crop(10));
  expect(await setup.save()).toBe(false);
  expect(setup.error?.code).toBe('file-changed');
  expect(setup.unsaved).toBe(true);
  expect(await setup.save(true)).toBe(true);
  expect(setup.unsaved).toBe(false);
  expect(setup.draft?.steps).toEqual([crop(10), resize]);
});

test('another network takes nothing over, and says what was not saved', async () => {
  const { setup, notices } = workbench;
  setup.addStep(crop(10));
  await settled();
  setup.editStep(0, crop(11), 'top');
  await workbench.opening.open('/other.h5', 'network');
  await settled();
  expect(product.sent).toHaveLength(1);
  expect(setup.draft).toEqual(byDefault);
  expect(setup.canUndo).toBe(false);
  expect(notices.list.map(({ message }) => message)).toEqual([expect.stringContaining('was not saved')]);
});
