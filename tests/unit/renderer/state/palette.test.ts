import { describe, expect, test } from 'vitest';
import { ApiClient } from '../../../../renderer/api.ts';
import { makeCommands } from '../../../../renderer/state/commands.ts';
import { fuzzyScore } from '../../../../renderer/state/fuzzy-score.ts';
import { foundEntries, paletteEntries, placeEntry } from '../../../../renderer/state/palette-entries.ts';
import { Workbench } from '../../../../renderer/state/workbench.svelte.ts';

describe('how well words name a text', () => {
  test.each([
    ['play', 'Play or pause', 1],
    ['pause', 'Play or pause', 0.9],
    ['use', 'Play or pause', 0.6],
    ['pb', 'Play backwards; again: faster', 0.5],
    // t h r s h: 5 letters over the 7 of "thresh", without the e.
    ['thrsh', 'Threshold of the mask higher', (0.3 * 5) / 6],
    ['mask', 'Bookmarks', 0],
    ['zz', 'Play or pause', 0],
    ['pause play', 'Play or pause', 0.95],
    ['play zz', 'Play or pause', 0],
    ['', 'Play or pause', 0],
  ])('"%s" in "%s": %f', (typed, text, score) => expect(fuzzyScore(typed, text)).toBeCloseTo(score, 9));
});

const workbench = new Workbench(new ApiClient(() => Promise.reject(new TypeError('no network'))), null);
const commands = makeCommands(workbench);
const titles = (typed: string, usedLast: readonly string[] = []): string[][] =>
  foundEntries(paletteEntries(workbench, commands), typed, usedLast).map(({ title, entries }) => [
    title,
    ...entries.slice(0, 2).map((entry) => entry.title),
  ]);

describe('what is found', () => {
  test('the best match comes first, with its group', () => {
    expect(titles('previous frame')[0]).toEqual(['Step', 'Previous frame']);
    expect(titles('zoom fit')[0]?.[1]).toBe('Fit the picture');
    expect(titles('no such thing at all')).toEqual([]);
  });

  test('nothing typed: all, behind what was used last', () => {
    expect(titles('', ['export', 'gone'])[0]).toEqual(['Used last', 'Export']);
    expect(titles('')[0]?.[0]).toBe('File');
    const ids = foundEntries(paletteEntries(workbench, commands), '', ['export']).flatMap(({ entries }) =>
      entries.map(({ id }) => id),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).not.toContain('palette');
  });

  test('bookmarks by name, without one by their frame; other sources too', () => {
    workbench.playback.reset(100, null);
    workbench.marks.add({ id: 'a', firstFrame: 12, lastFrame: 12, name: 'Left bend', note: '', digit: null });
    workbench.marks.add({ id: 'b', firstFrame: 40, lastFrame: 60, name: '', note: '', digit: null });
    const bend = foundEntries(paletteEntries(workbench, commands), 'left bend')[0]?.entries[0];
    expect([bend?.title, bend?.hint]).toEqual(['Left bend', 'frame 12']);
    bend?.run();
    expect(workbench.playback.frame).toBe(12);
    expect(titles('bookmarks frame 40').flat()).toContain('Frame 40');
    workbench.paletteSources.push(() => [
      { id: 'recent', group: 'Recent drives', title: 'tub_7', hint: '/data', caps: [], run: () => undefined },
    ]);
    expect(titles('tub')[0]).toEqual(['Recent drives', 'tub_7']);
  });

  test('a place that is typed', () => {
    workbench.playback.reset(
      100,
      Float64Array.from({ length: 100 }, (_, index) => index / 10),
    );
    const place = placeEntry(workbench, '2.5s');
    expect([place?.title, place?.hint]).toEqual(['Frame 25', '2.50 s']);
    place?.run();
    expect(workbench.playback.frame).toBe(25);
    expect(placeEntry(workbench, '500')?.hint).toBe('9.90 s · the last');
    expect(placeEntry(workbench, 'export')).toBeNull();
  });
});
