import { expect, test } from 'vitest';
import { eventsCsv, figuresCsv, peaksCsv } from '../../../../../renderer/panels/errors/error-tables.ts';
import { formatError, formatJerk, formatLength, sideOf } from '../../../../../renderer/panels/errors/error-words.ts';
import { metricRows } from '../../../../../renderer/panels/errors/metric-rows.ts';
import { steeringFigures, usualLimits } from '../../../../../shared/steering-figures.ts';

const timeSecs = Float64Array.of(0, 0.5, 1);

test('lists as CSV, with empty cells where there is no number', () => {
  const columns = {
    timeSecs,
    recorded: Float64Array.of(0, 0.1, 0.2),
    predicted: Float64Array.of(0.5, 0.1, Number.NaN),
  };
  expect(peaksCsv([{ frame: 0, error: 0.5 }], columns)).toBe(
    'frame,time_s,recorded,predicted,error\r\n0,0,0,0.5,0.5\r\n',
  );
  const event = { firstFrame: 1, lastFrame: 2, secs: null, peakFrame: 2, peak: -0.25, mean: 0.125 };
  expect(eventsCsv([event], { timeSecs: null }).split('\r\n')[1]).toBe('1,2,,,2,-0.25,0.125');
});

const figures = steeringFigures(
  { timeSecs, recorded: Float64Array.of(0, 0.1, 0.2), predicted: Float64Array.of(0.5, 0.1, 0.2) },
  { straight: 0 },
  usualLimits('normalised'),
)!;

test('figures as CSV, a row each', () => {
  const rows = figuresCsv(figures, null).split('\r\n');
  expect(rows[0]).toBe('figure,drive,range');
  expect(rows).toContain('maxError,0.5,');
  expect(rows).toContain('signErrors.count,0,');
});

test('figures in words', () => {
  const rows = metricRows({ unit: 'normalised', positive: 'left' }, 'normalised');
  const said = Object.fromEntries(rows.map((row) => [row.name, row.cell(figures)]));
  expect(said).toMatchObject({
    Frames: { text: '3' },
    MAE: { text: '0.167' },
    'Largest |error|': { text: '0.500', frame: 0 },
    Bias: { text: '+0.167', more: 'to the left' },
    // Slopes -0.8 and 0.2, half a second apart.
    'Jerk, predicted': { text: '2.00/s²' },
    Lag: { text: '–' },
    'Autonomy, estimated': { text: '–' },
  });
});

test('words of errors and lengths', () => {
  expect(formatError(0.1, 'normalised')).toBe('+0.100');
  expect(formatError(-12.34, 'deg')).toBe('\u221212.3°');
  expect(sideOf(-1, 'left')).toBe('right');
  expect([formatLength(0.4, 9), formatLength(61.25, 9), formatLength(null, 1)]).toEqual([
    '0.40 s',
    '61.3 s',
    '1 frame',
  ]);
  expect(formatJerk(123.4, 'deg')).toBe('123°/s²');
});
