import { expect, test } from 'vitest';
import { emptyTrackText } from '../../../../../renderer/panels/plots/empty-track.ts';
import type { PlotTrack } from '../../../../../renderer/state/plot-lines.ts';
import { SampledSeries } from '../../../../../renderer/state/sampled-series.ts';
import type { Session } from '../../../../../renderer/state/session.svelte.ts';

function track(id: string, values: readonly number[]): PlotTrack {
  const samples = new SampledSeries({
    valueAt: (frame) => values[frame] ?? Number.NaN,
    frameCount: () => values.length,
    changes: null,
  });
  return { id, lines: [{ samples }] } as unknown as PlotTrack;
}
/** As much of a session as the text depends on. */
function session(open: { steering?: boolean; model?: boolean; comparable?: boolean; running?: boolean }): Session {
  const { steering = true, model = true, comparable = true, running = false } = open;
  return {
    drive: { steering: steering ? {} : null },
    model: model ? {} : null,
    series: { comparable },
    run: { progress: running ? {} : null },
  } as unknown as Session;
}
const nothing = [Number.NaN, Infinity];

test('a track with a number says nothing', () =>
  expect(emptyTrackText(track('steering', [Number.NaN, 0]), session({ model: false }))).toBe(''));

test.each([
  ['steering', { steering: false, model: false }, /No steering was recorded.*Open a network/],
  ['steering', { steering: false, running: true }, /analysis of the whole drive/],
  ['steering', {}, /Neither recorded nor predicted/],
  ['column:speed', { model: false }, /This column holds no number/],
  ['figure:mask-mass', { model: false }, /Open a network/],
  ['figure:mask-mass', { running: true }, /analysis of the whole drive/],
  ['abs-error', { steering: false }, /No steering was recorded.*no error/],
  ['abs-error', { comparable: false }, /different units/],
] as const)('%s of %o', (id, open, text) => expect(emptyTrackText(track(id, nothing), session(open))).toMatch(text));
