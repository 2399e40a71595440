import { expect, test } from 'vitest';
import { ApiClient } from '../../../../renderer/api.ts';
import { Lab } from '../../../../renderer/state/lab.svelte.ts';
import type { Playback } from '../../../../renderer/state/playback.svelte.ts';
import type { Session } from '../../../../renderer/state/session.svelte.ts';
import type { LabResult } from '../../../../shared/lab-findings.ts';

function labOf(reply: () => Response, range: { first: number; last: number } | null = null) {
  const asked: { what: string; body: unknown }[] = [];
  const api = new ApiClient(async (input, init) => {
    asked.push({ what: `${init?.method} ${String(input)}`, body: init?.body ? JSON.parse(String(init.body)) : null });
    return reply();
  });
  const session = { info: { id: 's' }, drive: { path: 'd' }, model: { path: 'm' } } as unknown as Session;
  const playback = { frame: 7, range, hasRange: range !== null } as unknown as Playback;
  return { lab: new Lab(api, session, playback), asked, session };
}

const started = () => Response.json({ labId: 'l1', total: 5 });
const result = (frameCount: number) =>
  ({ request: { experiment: { kind: 'shift' } }, frameCount, problems: [] }) as unknown as LabResult;

test('follows its run, keeps what is found meanwhile, and hears of no other', async () => {
  const { lab } = labOf(started);
  await lab.start();
  expect(lab.run).toEqual({ phase: 'running', done: 0, total: 5 });
  lab.take({ type: 'lab-progress', labId: 'other', done: 9, total: 9, result: result(9) });
  lab.take({ type: 'lab-progress', labId: 'l1', done: 2, total: 5, result: result(2) });
  expect(lab.run).toEqual({ phase: 'running', done: 2, total: 5 });
  expect(lab.result?.frameCount).toBe(2);
  lab.take({ type: 'lab-finished', labId: 'l1', cancelled: true, result: result(3) });
  expect(lab.run).toEqual({ phase: 'finished', cancelled: true });
  expect(lab.result?.frameCount).toBe(3);
});

test('an end that overtakes the reply is taken', async () => {
  const { lab } = labOf(started);
  const starting = lab.start();
  lab.take({ type: 'lab-finished', labId: 'l1', cancelled: false, result: result(5) });
  await starting;
  expect(lab.run).toEqual({ phase: 'finished', cancelled: false });
});

test.each([
  ['frame', null, { from: 7, to: 8 }],
  ['drive', null, {}],
  ['range', { first: 10, last: 19 }, { from: 10, to: 20 }],
  ['range', null, {}],
] as const)('asks of the %s, marked %o', async (part, range, frames) => {
  const { lab, asked } = labOf(started, range);
  lab.part = part;
  lab.set('shift', { fill: 'mean' });
  await lab.start();
  expect(asked[0]?.what).toBe('POST /api/sessions/s/lab');
  const { experiment, ...rest } = asked[0]?.body as { experiment: object };
  expect(rest).toEqual(frames);
  expect(experiment).toMatchObject({ kind: 'shift', fill: 'mean', threshold: { by: 'top' } });
});

test('jumps are between frames: one frame stands for the whole drive', async () => {
  const { lab, asked } = labOf(started);
  lab.part = 'frame';
  // For the other experiments.
  lab.every = 10;
  lab.kind = 'jumps';
  expect(lab.parts).toEqual(['drive']);
  await lab.start();
  expect(asked[0]?.body).toEqual({ experiment: lab.settings.jumps });
});

test('what was found with another network counts as stale', async () => {
  const { lab, session } = labOf(started);
  await lab.start();
  lab.take({ type: 'lab-finished', labId: 'l1', cancelled: false, result: result(5) });
  expect(lab.isStale).toBe(false);
  Object.assign(session, { model: { path: 'other' } });
  expect(lab.isStale).toBe(true);
  lab.kind = 'jumps';
  expect(lab.result).toBeNull();
  lab.kind = 'shift';
  lab.forget();
  expect(lab.result).toBeNull();
});

test('what was found with an older writing of the network counts as stale', async () => {
  const { lab, session } = labOf(started);
  Object.assign(session, { info: { id: 's', networkVersion: { number: 1, stamp: 'one' } } });
  await lab.start();
  lab.take({ type: 'lab-finished', labId: 'l1', cancelled: false, result: result(5) });
  expect(lab.isStale).toBe(false);
  // Opened again by hand: the first one since.
  Object.assign(session, { info: { id: 's', networkVersion: { number: 1, stamp: 'two' } } });
  expect(lab.isStale).toBe(true);
});

test('what an experiment found stays cancelled when another one ends', async () => {
  let labId = 'l1';
  const { lab } = labOf(() => Response.json({ labId, total: 5 }));
  await lab.start();
  lab.take({ type: 'lab-finished', labId, cancelled: true, result: result(2) });
  expect(lab.wasCancelled).toBe(true);
  lab.kind = 'jumps';
  labId = 'l2';
  await lab.start();
  const request = { experiment: { kind: 'jumps' } } as LabResult['request'];
  lab.take({ type: 'lab-finished', labId, cancelled: false, result: { ...result(5), request } });
  expect(lab.wasCancelled).toBe(false);
  lab.kind = 'shift';
  expect(lab.wasCancelled).toBe(true);
});

test('an emptied number is the usual one', () => {
  const { lab } = labOf(started);
  lab.kind = 'deletion';
  lab.setNumber('steps', 7);
  expect(lab.numberOf('steps')).toBe(7);
  lab.setNumber('steps', null);
  expect(lab.numberOf('steps')).toBe(20);
  lab.kind = 'shift';
  lab.setNumber('dilationPx', 3);
  lab.setNumber('dilationPx', null);
  expect(lab.settings.shift.dilationPx).toBeNull();
});

test('a run that cannot begin says why', async () => {
  const error = { code: 'bad-request', message: 'Too many frames.', nextStep: 'Mark fewer.' };
  const { lab } = labOf(() => Response.json({ error }, { status: 400 }));
  await lab.start();
  expect(lab.run).toMatchObject({ phase: 'failed', error: { message: 'Too many frames.' } });
});
