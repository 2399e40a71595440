import { describe, expect, test } from 'vitest';
import { FrameFigureSeries } from '../../../../renderer/state/frame-figures.svelte.ts';
import { makeTrack, type PlotSources, type PlotTrack } from '../../../../renderer/state/plot-lines.ts';
import { SteeringSeries } from '../../../../renderer/state/steering-series.svelte.ts';
import { steeringChoice, trackChoices } from '../../../../renderer/state/track-choices.ts';
import type { DriveColumns, DriveInfo, RecordedSteering } from '../../../../shared/drive.ts';
import type { SteeringState } from '../../../../shared/steering-output.ts';
import { textsOf } from '../../../../shared/texts.ts';

const columns: DriveColumns = {
  timeSecs: null,
  steering: Float64Array.of(0, 10, -20, 5),
  numeric: { speed: Float64Array.of(20, 25, Number.NaN, 30), still: new Float64Array(4).fill(7) },
  logRow: Uint32Array.of(2, 3, 4, 5),
  image: textsOf([]),
};
const steering: RecordedSteering = { unit: 'deg', positive: 'right', straight: 0, min: -20, max: 10 };

function sourcesOf(predictedUnit: SteeringState['predictedUnit']): PlotSources {
  const series = new SteeringSeries();
  series.comparable = predictedUnit === 'deg';
  series.reset(columns, 4);
  const state = { drive: { steering } as DriveInfo, steering: { predictedUnit } as SteeringState };
  return { state, columns, series, figures: new FrameFigureSeries(), networks: [], whatIf: null };
}
const track = (id: string, sources: PlotSources): PlotTrack => {
  const choice = trackChoices({ columns: ['speed', 'still'], mapping: null }).find((one) => one.id === id);
  if (!choice) throw new Error(`no ${id}`);
  return makeTrack(choice, sources);
};

describe('track of the steering', () => {
  test('in one unit: one axis, and the error lies between the two', () => {
    const { lines, unit, rightUnit, errorBetween, tickSigns } = makeTrack(steeringChoice, sourcesOf('deg'));
    expect(lines.map(({ name, axis }) => `${name} ${axis}`)).toEqual(['Recorded left', 'Predicted left', 'Error left']);
    expect([unit, rightUnit, tickSigns.left]).toEqual(['degrees', null, '°']);
    expect(errorBetween?.map(({ name }) => name)).toEqual(['Recorded', 'Predicted']);
    expect(lines[0]?.format(-12.34)).toBe('−12.3°');
  });

  test('predictions for edited pictures are a line of their own', () => {
    const whatIf = new SteeringSeries();
    whatIf.reset(null, 4);
    whatIf.fill(1, [3.25]);
    const line = makeTrack(steeringChoice, { ...sourcesOf('deg'), whatIf }).lines.at(-1);
    expect([line?.name, line?.unit, line?.samples.valueAt(1), line?.samples.valueAt(2)]).toEqual([
      ...['What if', 'degrees', 3.25, Number.NaN],
    ]);
  });

  test('predicted in another unit: an axis of its own, and no error', () => {
    const { lines, rightUnit, errorBetween } = makeTrack(steeringChoice, sourcesOf('1/m'));
    expect(lines.map(({ axis }) => axis)).toEqual(['left', 'right', 'left']);
    expect([rightUnit, errorBetween]).toEqual(['1/m', null]);
    expect(lines[1]?.format(0.01234)).toBe('0.0123');
  });

  test('compared networks are further lines in their colours', () => {
    const sources = sourcesOf('deg');
    const network = (id: string, modelPath: string) => ({
      ...{ id, name: modelPath.split('/').at(-1) ?? '', request: { modelPath }, colour: `var(--compared-${id})` },
      ...{ series: new SteeringSeries(), figures: new FrameFigureSeries(), info: null },
    });
    const networks = [network('1', '/a/model.h5'), network('2', '/a/other.h5'), network('3', '/b/model.h5')];
    const lines = makeTrack(steeringChoice, { ...sources, networks }).lines.slice(-3);
    expect(lines[1]).toMatchObject({ name: 'other.h5', colour: 'var(--compared-2)', axis: 'left' });
    // Two of one name are told apart by their folders.
    expect(lines.map(({ name }) => name)).toEqual(['a/model.h5', 'other.h5', 'b/model.h5']);
  });

  test('predictions that stream in are in the pyramid, which is not made anew', () => {
    const sources = sourcesOf('deg');
    const { lines } = makeTrack(steeringChoice, sources);
    const { pyramid } = lines[1]!.samples;
    expect(pyramid.rangeOf(0, 3)).toBeNull();
    sources.series.fill(1, [12, -25]);
    expect(lines[1]?.samples.pyramid).toBe(pyramid);
    expect(pyramid.rangeOf(0, 3)).toEqual([-25, 12]);
    expect(lines[2]?.samples.pyramid.figuresOf(0, 3)).toMatchObject({ count: 2, min: -5, max: 2 });
    expect(track('abs-error', sources).lines[0]?.samples.pyramid.rangeOf(0, 3)).toEqual([2, 5]);
    sources.series.reset(columns, 4);
    expect(lines[1]?.samples.pyramid.rangeOf(0, 3)).toBeNull();
    // Another reading of what can be shown builds nothing twice.
    expect(makeTrack(steeringChoice, sources).lines[1]?.samples).toBe(lines[1]?.samples);
  });
});

describe('track of a column', () => {
  test('is told with the digits of its range', () => {
    const { lines } = track('column:speed', sourcesOf('deg'));
    expect(lines[0]?.format(25)).toBe('25.0');
    expect(lines[0]?.format(Number.NaN)).toBe('–');
    expect(track('column:still', sourcesOf('deg')).lines[0]?.format(7)).toBe('7.00');
  });

  test('that the drive does not have is without a number', () => {
    const choice = { ...steeringChoice, of: 'column', column: 'gone' } as const;
    expect(makeTrack(choice, sourcesOf('deg')).lines[0]?.samples.valueAt(0)).toBeNaN();
  });
});

test('figures of the mask follow the run', () => {
  const sources = sourcesOf('deg');
  sources.figures.reset(4);
  const { lines } = track('figure:mask-mass', sources);
  expect(lines[0]?.samples.pyramid.rangeOf(0, 3)).toBeNull();
  sources.figures.fill(2, { 'mask-mass': [0.25, null] });
  expect(lines[0]?.samples.pyramid.rangeOf(0, 3)).toEqual([0.25, 0.25]);
});
