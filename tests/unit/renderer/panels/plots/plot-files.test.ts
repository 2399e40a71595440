import { describe, expect, test } from 'vitest';
import { plotCsv } from '../../../../../renderer/panels/plots/plot-csv.ts';
import { plotSvg, type PlotPicture } from '../../../../../renderer/panels/plots/plot-svg.ts';
import { cursorDeltas, rangeFigures, signed } from '../../../../../renderer/panels/plots/range-figures.ts';
import { frameTicks, fullRange, tickTexts, valueTicks } from '../../../../../renderer/panels/plots/track-scales.ts';
import type { PlotLine, PlotTrack } from '../../../../../renderer/state/plot-lines.ts';
import { SampledSeries } from '../../../../../renderer/state/sampled-series.ts';

function series(values: readonly number[]): SampledSeries {
  return new SampledSeries({
    valueAt: (frame) => values[frame] ?? Number.NaN,
    frameCount: () => values.length,
    changes: null,
  });
}
function line(name: string, values: readonly number[], more: Partial<PlotLine> = {}): PlotLine {
  return {
    ...{ id: name, name, unit: '', colour: '#123456', samples: series(values), axis: 'left', kind: 'value' },
    ...{ magnitude: null, ofOpenNetwork: false, format: (value: number) => value.toFixed(2), ...more },
  };
}
function track(title: string, lines: readonly PlotLine[], more: Partial<PlotTrack> = {}): PlotTrack {
  return {
    ...{ id: title, title, unit: '', rightUnit: null, lines, errorBetween: null, baseline: null },
    ...{ tickSigns: { left: '', right: '' }, ...more },
  };
}
const csv = (...given: Parameters<typeof plotCsv>): string => [...plotCsv(...given)].join('');

describe('CSV of what is plotted', () => {
  const columns = { timeSecs: Float64Array.of(0, 0.05, 0.1), logRow: Uint32Array.of(2, 3, 5) };

  test('one row a frame, units in the header, nothing where nothing is known', () => {
    const steering = track('Steering', [
      line('Recorded', [1, 2, 3], { unit: 'degrees' }),
      line('Predicted', [Number.NaN, 2.5, -1e-7], { unit: 'degrees' }),
    ]);
    expect(csv([steering, track('Speed', [line('Speed', [9, 9, Infinity])])], columns, 1, 2)).toBe(
      'frame,time (s),log row,Steering: Recorded (degrees),Steering: Predicted (degrees),Speed\r\n' +
        '1,0.05,3,2,2.5,9\r\n' +
        '2,0.1,5,3,-1e-7,Infinity\r\n',
    );
  });

  test('names with commas and quotes are quoted, formulas are texts, a drive without time has no such column', () => {
    const tracks = [track('t', [line('a,"b"', [1])]), track('u', [line('=1+1', [2])])];
    expect(csv(tracks, { timeSecs: null, logRow: Uint32Array.of(1) }, 0, 0)).toBe(
      'frame,log row,"a,""b""",\'=1+1\r\n0,1,1,2\r\n',
    );
  });
});

describe('SVG of what is on the screen', () => {
  const axis = {
    ...{ inSecs: () => false, secsAt: (frame: number) => frame, frameAt: (secs: number) => secs },
    ...{ lastFrame: () => 4, isCut: () => false },
  };
  const picture = (tracks: readonly PlotTrack[]): PlotPicture => ({
    ...{ title: 'drive <1> & "co"', width: 568, window: { min: 0, max: 4 }, axis, colourOf: ({ colour }) => colour },
    tracks: tracks.map((one) => ({ track: one, heightPx: 100, shownHeight: { min: 0, max: 1 } })),
  });

  test('lines lie where their numbers are', () => {
    const { text, width, height } = plotSvg(picture([track('Speed', [line('Speed', [0, 1, 2, 3, 4])])]));
    expect([width, height]).toEqual([568, 28 + 20 + 100 + 8 + 40]);
    // 56 px of numbers at the left and 12 px at the right leave 500 px; the range is −0.24..4.24 over 100 px from y = 48 on.
    const y = (value: number): number => Math.round((48 + ((4.24 - value) / 4.48) * 100) * 100) / 100;
    expect(text).toContain(`d="M56 ${y(0)}L181 ${y(1)}L306 ${y(2)}L431 ${y(3)}L556 ${y(4)}"`);
  });

  test('names out of files are no markup', () => {
    const { text } = plotSvg(picture([track('<script>\u0000', [line('a&b', [1]), line('c', [2])])]));
    expect(text).toContain('drive &lt;1&gt; &amp; &quot;co&quot;');
    expect(text).toContain('>&lt;script&gt;<');
    expect(text).toContain('a&amp;b');
    expect(text).not.toContain('\u0000');
  });

  test('a line in another unit has its own numbers at the right', () => {
    const lines = [line('Recorded', [0, 10]), line('Predicted', [0, 0.5], { axis: 'right', colour: '#abcdef' })];
    const { text } = plotSvg(picture([track('Steering', lines, { unit: 'degrees', rightUnit: '1/m' })]));
    expect(text).toContain('Predicted, 1/m');
    // 568 − 56 − 56 px from 56 px on, and 8 px beside.
    expect(text).toMatch(/<text x="520" y="[\d.]+" text-anchor="start" [^>]*fill="#abcdef">0\.2/);
  });

  test('one frame, no number, a constant', () => {
    const alone = { ...axis, lastFrame: () => 0 };
    for (const values of [[5], [Number.NaN], [3, 3, 3]]) {
      const { text } = plotSvg({
        ...picture([track('x', [line('x', values)])]),
        window: { min: -1, max: 1 },
        axis: alone,
      });
      expect(text).not.toMatch(/NaN|Infinity|undefined/);
    }
  });
});

describe('figures of a range', () => {
  test('of a value and of an error', () => {
    const error = [1, -1, 3, 1, 100];
    const steering = track('Steering', [
      line('Recorded', [0, 0, 4, 4, 9]),
      line('Error', error, { kind: 'error', magnitude: series(error.map(Math.abs)) }),
    ]);
    const [recorded, errors] = rangeFigures([steering], { first: 0, last: 3 });
    expect(recorded).toMatchObject({
      title: 'Recorded',
      count: 4,
      mean: '2.00',
      min: '0.00',
      max: '4.00',
      deviation: '2.00',
    });
    expect(recorded?.error).toBeNull();
    // |1|, |−1|, |3|, |1|: 6/4; squares 1 + 1 + 9 + 1: √3; sum 4.
    expect(errors?.error).toEqual({ mae: '1.50', rmse: '1.73', bias: '1.00' });
  });

  test('from one cursor to the other', () => {
    expect(cursorDeltas([track('Speed', [line('Speed', [3, 0, 5])])], 0, 2)).toMatchObject([
      { title: 'Speed', delta: '2.00' },
    ]);
    expect(signed(-3, 0, 'frames')).toBe('−3 frames');
    expect(signed(1.25, 2, 's')).toBe('+1.25 s');
  });
});

describe('axes', () => {
  test('hold all numbers and the baseline, with room; a constant too', () => {
    const [low, high] = fullRange(track('x', [line('x', [1, 2])], { baseline: 0 }), 'left');
    expect(low).toBeCloseTo(-0.12, 9);
    expect(high).toBeCloseTo(2.12, 9);
    expect(fullRange(track('x', [line('x', [20, 20])]), 'left')).toEqual([18, 22]);
    expect(fullRange(track('x', [line('x', [Number.NaN, Infinity])]), 'left')).toEqual([0, 1]);
    expect(fullRange(track('x', [line('x', [1, 2], { kind: 'error' })]), 'left')).toEqual([0, 1]);
  });

  test('ticks are round, and told with the digits that they need', () => {
    expect(tickTexts(valueTicks([-0.45, 0.5], 96), '°')).toEqual(['−0.4°', '−0.2°', '0.0°', '0.2°', '0.4°']);
    expect(tickTexts([1e9, 2e9], '')).toEqual(['1.00e+9', '2.00e+9']);
  });

  test('frames are whole however near', () => {
    const axis = { inSecs: () => false, secsAt: Number, frameAt: Number, lastFrame: () => 100, isCut: () => false };
    expect(frameTicks(axis, { min: 10.2, max: 13.7 }, 1200)).toEqual([11, 12, 13]);
  });
});
