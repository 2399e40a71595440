import { formatNumber, formatSteeringNumber, steeringUnitWords } from '../../shared/annotate/number-format.ts';
import { seriesColours } from '../../shared/annotate/series-colours.ts';
import { shownUnits } from '../../shared/annotate/steering-scales.ts';
import type { SessionState } from '../../shared/session.ts';
import type { DriveColumns } from '../../shared/drive.ts';
import type { SteeringOutputUnit } from '../../shared/steering-output.ts';
import type { ComparedNetwork } from './compared-network.svelte.ts';
import { folderAndName } from './file-names.ts';
import type { FrameFigureSeries } from './frame-figures.svelte.ts';
import { SampledSeries } from './sampled-series.ts';
import type { SteeringSeries } from './steering-series.svelte.ts';
import type { TrackChoice } from './track-choices.ts';

/** A line of a track. */
export interface PlotLine {
  /** Unlike any other line's. */
  readonly id: string;
  readonly name: string;
  /** In words; empty where nobody says. */
  readonly unit: string;
  /** A colour, or a colour token as `var(--compared-1)`. */
  readonly colour: string;
  readonly samples: SampledSeries;
  /** `right`: in another unit than the others. */
  readonly axis: 'left' | 'right';
  /** An error is drawn as the area between two other lines. */
  readonly kind: 'value' | 'error';
  /** Of an error, its absolute value; null for other lines. */
  readonly magnitude: SampledSeries | null;
  /** Changes with the open network's prediction of a frame. */
  readonly ofOpenNetwork: boolean;
  /** A number of it as it is read; the unit is told beside it. */
  format(value: number): string;
}

/** A plot of the stack: lines over the frames, with one title. */
export interface PlotTrack {
  readonly id: string;
  readonly title: string;
  /** Of the left axis, in words; empty where nobody says. */
  readonly unit: string;
  /** Of the right axis; null where there is none. */
  readonly rightUnit: string | null;
  readonly lines: readonly PlotLine[];
  /** The two between which the area is the error. */
  readonly errorBetween: readonly [PlotLine, PlotLine] | null;
  /** Lies within the left axis whatever the numbers are. */
  readonly baseline: number | null;
  /** Behind the numbers of the axes. */
  readonly tickSigns: { readonly left: string; readonly right: string };
}

/** What the tracks are made of. */
export interface PlotSources {
  readonly state: Pick<SessionState, 'drive' | 'steering'>;
  readonly columns: DriveColumns | null;
  readonly series: SteeringSeries;
  readonly figures: FrameFigureSeries;
  readonly networks: readonly Pick<ComparedNetwork, 'id' | 'name' | 'request' | 'colour' | 'series' | 'info'>[];
  /** Predictions for edited pictures; null while there are none. */
  readonly whatIf: SteeringSeries | null;
}

/** What one line shows. */
type LineChoice = Exclude<TrackChoice, { of: 'steering' }>;

export function makeTrack(choice: TrackChoice, sources: PlotSources): PlotTrack {
  if (choice.of === 'steering') return steeringTrack(choice, sources);
  const { line, baseline } = singleLine(choice, sources);
  return {
    ...{ id: choice.id, title: choice.title, unit: line.unit, rightUnit: null, lines: [line] },
    ...{ errorBetween: null, baseline, tickSigns: { left: line.unit === steeringUnitWords.deg ? '°' : '', right: '' } },
  };
}

function steeringTrack({ id, title }: TrackChoice, { state, series, networks, whatIf }: PlotSources): PlotTrack {
  const { unit, predictedUnit } = shownUnits(state);
  const apart = predictedUnit !== unit;
  const samples = samplesOf(series);
  const line = (name: string, of: SampledSeries, colour: string, itsUnit: SteeringOutputUnit): PlotLine => ({
    ...{ id: `steering ${name}`, name, unit: steeringUnitWords[itsUnit], colour, samples: of },
    ...{ axis: itsUnit === unit ? 'left' : 'right', kind: 'value', magnitude: null, ofOpenNetwork: false },
    format: (value) => formatSteeringNumber(value, itsUnit),
  });
  const recorded = line('Recorded', samples.recorded, seriesColours.recorded, unit);
  const predicted: PlotLine = {
    ...line('Predicted', samples.predicted, seriesColours.predicted, predictedUnit),
    ofOpenNetwork: true,
  };
  const error: PlotLine = {
    ...line('Error', samples.error, seriesColours.error, unit),
    ...{ kind: 'error', magnitude: samples.absoluteError, ofOpenNetwork: true },
  };
  const compared = networks.map((network) => {
    const itsUnit = network.info?.steering?.predictedUnit ?? unit;
    // Many a network is called model.h5.
    const isAlone = networks.filter(({ name }) => name === network.name).length === 1;
    const name = isAlone ? network.name : folderAndName(network.request.modelPath);
    const itsLine = line(name, samplesOf(network.series).predicted, network.colour, itsUnit);
    return { ...itsLine, id: `network ${network.id}` };
  });
  const edited = whatIf ? [line('What if', samplesOf(whatIf).predicted, seriesColours.whatIf, predictedUnit)] : [];
  return {
    ...{ id, title, unit: steeringUnitWords[unit], rightUnit: apart ? steeringUnitWords[predictedUnit] : null },
    lines: [recorded, predicted, error, ...edited, ...compared],
    errorBetween: apart ? null : [recorded, predicted],
    baseline: state.drive?.steering?.straight ?? 0,
    tickSigns: { left: unit === 'deg' ? '°' : '', right: predictedUnit === 'deg' ? '°' : '' },
  };
}

function singleLine(
  choice: LineChoice,
  { state, columns, series, figures }: PlotSources,
): { line: PlotLine; baseline: number | null } {
  const { id, title: name, unit: choiceUnit } = choice;
  const base = { id, name, unit: choiceUnit, axis: 'left', kind: 'value', magnitude: null } as const;
  const own = { ...base, ofOpenNetwork: false };
  if (choice.of === 'abs-error') {
    const { unit } = shownUnits(state);
    const line = { ...own, unit: steeringUnitWords[unit], colour: seriesColours.error };
    const samples = samplesOf(series).absoluteError;
    return { line: { ...line, samples, format: (value) => formatSteeringNumber(value, unit) }, baseline: 0 };
  }
  if (choice.of === 'figure') {
    const samples = figureSamples(figures, choice.figure);
    return {
      line: { ...own, colour: seriesColours.maskFigure, samples, format: formatOf(samples) },
      baseline: choice.figure === 'mask-max' ? null : 0,
    };
  }
  const samples = columnSamples(columns?.numeric[choice.column] ?? noNumbers);
  return { line: { ...own, colour: seriesColours.column, samples, format: formatOf(samples) }, baseline: null };
}

const noNumbers = new Float64Array(0);

/** With as many digits as tell a hundredth of the range apart, but no more than six in all. */
const formatOf =
  (samples: SampledSeries) =>
  (value: number): string => {
    if (!Number.isFinite(value)) return '–';
    const [min, max] = samples.pyramid.rangeOf(0, samples.pyramid.length - 1) ?? [0, 0];
    const span = max > min ? max - min : Math.abs(max);
    const digitsBefore = Math.floor(Math.log10(Math.max(Math.abs(min), Math.abs(max))));
    const decimals = span > 0 ? Math.min(2 - Math.floor(Math.log10(span)), 5 - digitsBefore) : 0;
    return decimals > 7 || span >= 1e9 ? value.toPrecision(4) : formatNumber(value, Math.max(0, decimals));
  };

type SteeringSamples = Readonly<Record<'recorded' | 'predicted' | 'error' | 'absoluteError', SampledSeries>>;
const steeringSamples = new WeakMap<SteeringSeries, SteeringSamples>();
const samplesOfColumn = new WeakMap<Float64Array, SampledSeries>();
const samplesOfFigures = new WeakMap<FrameFigureSeries, Map<string, SampledSeries>>();

/** The same again for the same series, so that no pyramid is built twice. */
function samplesOf(series: SteeringSeries): SteeringSamples {
  const { changes } = series;
  const frameCount = (): number => series.predicted.length;
  const sampled = (valueAt: (frame: number) => number): SampledSeries =>
    new SampledSeries({ valueAt, frameCount, changes });
  return remembered(steeringSamples, series, () => ({
    recorded: sampled((frame) => series.recorded?.[frame] ?? Number.NaN),
    predicted: sampled((frame) => series.predicted[frame] ?? Number.NaN),
    error: sampled((frame) => series.error[frame] ?? Number.NaN),
    absoluteError: sampled((frame) => Math.abs(series.error[frame] ?? Number.NaN)),
  }));
}

const columnSamples = (values: Float64Array): SampledSeries =>
  remembered(
    samplesOfColumn,
    values,
    () =>
      new SampledSeries({
        valueAt: (frame) => values[frame] ?? Number.NaN,
        frameCount: () => values.length,
        changes: null,
      }),
  );

function figureSamples(figures: FrameFigureSeries, figure: Parameters<FrameFigureSeries['of']>[0]): SampledSeries {
  const { changes } = figures;
  const valueAt = (frame: number): number => figures.of(figure)[frame] ?? Number.NaN;
  const frameCount = (): number => figures.of(figure).length;
  const byFigure = remembered(samplesOfFigures, figures, () => new Map<string, SampledSeries>());
  return remembered(byFigure, figure, () => new SampledSeries({ valueAt, frameCount, changes }));
}

function remembered<Key, Value>(
  held: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
  key: Key,
  make: () => Value,
): Value {
  const known = held.get(key) ?? make();
  held.set(key, known);
  return known;
}
