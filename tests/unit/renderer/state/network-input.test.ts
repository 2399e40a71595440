import { expect, test } from 'vitest';
import { ApiClient } from '../../../../renderer/api.ts';
import { NetworkInput } from '../../../../renderer/state/network-input.svelte.ts';
import type { SessionInfo } from '../../../../shared/session.ts';
import { packMaps } from '../../../../shared/packed-analysis.ts';

const info = { id: 's', drive: {}, model: {} } as unknown as SessionInfo;

/** Answers one request at a time, when told to: the frame's number in every cell. */
function input() {
  const asked: string[] = [];
  const waiting: (() => void)[] = [];
  const api = new ApiClient((request) => {
    const path = String(request);
    asked.push(path);
    const frame = Number(/frames\/(\d+)/.exec(path)?.[1]);
    const maps = packMaps([{ width: 1, height: 1, values: Float32Array.of(frame) }]);
    const error = { code: 'input-mismatch', message: 'Does not fit.', nextStep: '' };
    return new Promise((resolve) =>
      waiting.push(() => resolve(frame === 9 ? Response.json({ error }, { status: 422 }) : new Response(maps))),
    );
  });
  return {
    shown: new NetworkInput(api),
    asked,
    answer: async () => {
      waiting.shift()?.();
      await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}

test('frames passed by while one is fetched are not asked for', async () => {
  const { shown, asked, answer } = input();
  for (const frame of [1, 2, 3]) shown.show(info, frame);
  expect(asked).toHaveLength(1);
  await answer();
  expect(shown.frame).toBe(1);
  await answer();
  expect(shown.frame).toBe(3);
  expect(shown.channels[0]?.values[0]).toBe(3);
  expect(asked.map((path) => /frames\/(\d+)/.exec(path)?.[1])).toEqual(['1', '3']);
});

test('an input that does not fit is told, and gone with the next', async () => {
  const { shown, answer } = input();
  shown.show(info, 9);
  await answer();
  expect(shown.error?.code).toBe('input-mismatch');
  expect(shown.channels).toEqual([]);
  shown.show(info, 4);
  await answer();
  expect([shown.error, shown.frame]).toEqual([null, 4]);
});

test('without a network there is nothing to ask for', () => {
  const { shown, asked } = input();
  shown.show({ ...info, model: null }, 1);
  shown.show(null, null);
  expect(asked).toEqual([]);
  expect(shown.channels).toEqual([]);
});
