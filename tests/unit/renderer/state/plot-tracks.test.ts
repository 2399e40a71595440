import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PlotTracks } from '../../../../renderer/state/plot-tracks.svelte.ts';
import { trackChoices, trackPresets } from '../../../../renderer/state/track-choices.ts';

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
});
afterEach(() => vi.unstubAllGlobals());

const ids = (tracks: PlotTracks): string[] => tracks.shown.map(({ id }) => id);
function loaded(columns: readonly string[]): PlotTracks {
  const tracks = new PlotTracks();
  tracks.load(columns);
  return tracks;
}

describe('tracks on show', () => {
  test('come, go and change places', () => {
    const tracks = loaded(['speed']);
    tracks.toggle('column:speed');
    tracks.toggle('abs-error');
    expect(ids(tracks)).toEqual(['steering', 'column:speed', 'abs-error']);
    tracks.move('abs-error', -1);
    expect(ids(tracks)).toEqual(['steering', 'abs-error', 'column:speed']);
    tracks.move('steering', -1);
    tracks.move('column:speed', 1);
    expect(ids(tracks)).toEqual(['steering', 'abs-error', 'column:speed']);
    tracks.toggle('steering');
    expect(ids(tracks)).toEqual(['abs-error', 'column:speed']);
  });

  test('two neighbours share their height, and none loses all of it', () => {
    const tracks = loaded(['speed']);
    tracks.showOnly(['steering', 'column:speed', 'abs-error']);
    tracks.divide('steering', 'column:speed', 0.75);
    expect(tracks.shown.map(({ weight }) => weight)).toEqual([1.5, 0.5, 1]);
    tracks.divide('steering', 'column:speed', 2);
    expect(tracks.shown[0]?.weight).toBeCloseTo(1.7, 9);
    expect(tracks.shown[1]?.weight).toBeCloseTo(0.3, 9);
  });

  test('are remembered for logs with the same columns alone', () => {
    loaded(['speed', 'throttle']).toggle('column:speed');
    expect(ids(loaded(['speed', 'throttle']))).toEqual(['steering', 'column:speed']);
    expect(ids(loaded(['speed']))).toEqual(['steering']);
  });

  test('what was spoilt in the store counts for nothing', () => {
    const tracks = [
      { id: 'steering', weight: 2 },
      { id: 'x', weight: 0 },
      { id: 7 },
      null,
      { id: 'steering', weight: 1 },
    ];
    kept.set('steerscope.plot-tracks', JSON.stringify({ layouts: { speed: tracks, other: 'no list' } }));
    expect(loaded(['speed']).shown).toEqual([{ id: 'steering', weight: 2 }]);
    expect(ids(loaded(['other']))).toEqual(['steering']);
    kept.set('steerscope.plot-tracks', JSON.stringify({ layouts: null }));
    expect(ids(loaded(['speed']))).toEqual(['steering']);
  });
});

describe('what can be plotted', () => {
  test('steering, its error, each column, each figure of the mask', () => {
    const choices = trackChoices({ columns: ['speed', 'cte_2'], mapping: null });
    expect(choices.slice(0, 4).map(({ title }) => title)).toEqual(['Steering', '|Error|', 'Speed', 'cte_2']);
    expect(choices.slice(4).every(({ group }) => group === 'Mask')).toBe(true);
    expect(new Set(choices.map(({ id }) => id)).size).toBe(choices.length);
  });

  test('a speed is in metres a second where the mapping made it so', () => {
    const mapping = {
      source: 'user',
      file: '',
      userFile: null,
      mapping: { speed: { column: 'v', unit: 'km/h' } },
    } as const;
    expect(trackChoices({ columns: ['speed'], mapping })[2]?.unit).toBe('m/s');
    expect(trackChoices({ columns: ['speed'], mapping: null })[2]?.unit).toBe('');
  });

  test('presets only of what the drive has', () => {
    const names = (columns: readonly string[]): string[] =>
      trackPresets(trackChoices({ columns, mapping: null })).map(({ name }) => name);
    expect(names([])).toEqual(['Steering', 'Steering and error', 'Steering and mask']);
    expect(names(['speed', 'throttle'])).toHaveLength(5);
  });
});
