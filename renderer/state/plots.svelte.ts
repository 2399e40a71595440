import { steeringScales } from '../../shared/annotate/steering-scales.ts';
import type { DriveInfo } from '../../shared/drive.ts';
import type { Comparison } from './comparison.svelte.ts';
import type { FrameFigureSeries } from './frame-figures.svelte.ts';
import { makeTrack, type PlotSources, type PlotTrack } from './plot-lines.ts';
import { PlotMeasures } from './plot-measures.svelte.ts';
import { choicesOf, PlotTracks } from './plot-tracks.svelte.ts';
import { PlotView } from './plot-view.svelte.ts';
import type { Playback } from './playback.svelte.ts';
import { recall, remember } from './remembered.ts';
import type { Session } from './session.svelte.ts';
import { steeringChoice, trackChoices } from './track-choices.ts';
import type { WhatIf } from './what-if.svelte.ts';

export const plotFileKinds = ['png', 'svg', 'csv'] as const;
export type PlotFileKind = (typeof plotFileKinds)[number];

/** The stack of plots over one stretch of the drive. */
export class Plots {
  readonly view = new PlotView();
  readonly measures = new PlotMeasures();
  readonly shown = new PlotTracks();
  gaugesVisible = $state(true);
  /** The list of what can be plotted is open. */
  choosing = $state(false);
  /** Writes what is visible as a file; the panel tells, null while there is nothing to write. */
  save: ((kind: PlotFileKind) => void) | null = null;

  readonly choices = $derived.by(() => trackChoices(this.#session.drive));
  readonly #sources: PlotSources = $derived.by(() => {
    const { drive, info, columns, series } = this.#session;
    const state = { drive, steering: info?.steering ?? null };
    const { made, series: edited } = this.#whatIf.run;
    const whatIf = made ? edited : null;
    return { state, columns, series, figures: this.#figures, networks: this.#comparison.networks, whatIf };
  });
  /** As a text, so that no track is made anew when only heights change. */
  readonly #ids = $derived(this.shown.shown.map(({ id }) => id).join('\n'));
  /** From top to bottom. */
  readonly tracks: readonly PlotTrack[] = $derived.by(() => {
    const sources = this.#sources;
    return choicesOf(this.#ids.split('\n'), this.choices).map((choice) => makeTrack(choice, sources));
  });
  /** The track of the steering, on show or not. */
  readonly steering: PlotTrack = $derived.by(() => makeTrack(steeringChoice, this.#sources));
  /** Counts changes of what the lines are made of, in place. */
  readonly revision = $derived.by(
    () =>
      this.#session.series.revision +
      this.#figures.revision +
      this.#whatIf.run.series.revision +
      this.#comparison.networks.reduce((sum, { series }) => sum + series.revision, 0),
  );

  readonly #session: Session;
  readonly #playback: Playback;
  readonly #figures: FrameFigureSeries;
  readonly #comparison: Comparison;
  readonly #whatIf: WhatIf;
  #drivePath: string | null = null;
  #columns = '';

  constructor(
    session: Session,
    playback: Playback,
    figures: FrameFigureSeries,
    comparison: Comparison,
    whatIf: WhatIf,
  ) {
    this.#session = session;
    this.#playback = playback;
    this.#figures = figures;
    this.#comparison = comparison;
    this.#whatIf = whatIf;
    const held = recall('plots', { follows: true, gaugesVisible: true });
    this.view.follows = held.follows;
    this.gaugesVisible = held.gaugesVisible;
  }

  /** Call in an effect: keeps what is set for the next start. */
  keep(): void {
    remember('plots', { follows: this.view.follows, gaugesVisible: this.gaugesVisible });
  }

  /** Call when the drive is another, or has other columns or more frames. */
  take(drive: DriveInfo | null, frameCount: number): void {
    if (drive?.path === this.#drivePath) this.view.resize(frameCount);
    else this.view.reset(frameCount);
    this.measures.keepWithin(drive?.path === this.#drivePath ? frameCount : 0);
    const columns = drive?.columns.join('\n') ?? '';
    if (drive?.path !== this.#drivePath || columns !== this.#columns) this.shown.load(drive?.columns ?? []);
    this.#drivePath = drive?.path ?? null;
    this.#columns = columns;
  }

  /** Wide enough for all that is recorded and predicted of the drive, and for `further` predictions, NaN for none. */
  wheelScales(further: readonly number[] = []): ReturnType<typeof steeringScales> {
    const { drive, info } = this.#session;
    const rangeOf = (name: string): readonly number[] | null => {
      const pyramid = this.steering.lines.find((line) => line.name === name)?.samples.pyramid;
      return pyramid?.rangeOf(0, pyramid.length - 1) ?? null;
    };
    const predicted = [...(rangeOf('Predicted') ?? []), ...further.filter(Number.isFinite)];
    return steeringScales({ drive, steering: info?.steering ?? null }, rangeOf('Recorded'), predicted);
  }

  /** Zooms around the current frame where that is in sight, else around the middle. */
  zoom(factor: number): void {
    const { min, max } = this.view.window;
    const { frame } = this.#playback;
    this.view.zoom(factor, frame >= min && frame <= max ? frame : (min + max) / 2);
  }

  toggleCursor(name: 'a' | 'b'): void {
    this.measures.toggleCursor(name, this.#playback.frame);
  }

  /** Figures of the marked range, or of the whole drive; again: none. */
  measureRange(): void {
    const { first, last } = this.#playback.range;
    const { range } = this.measures;
    if (range?.first === first && range.last === last) this.measures.range = null;
    else if (this.#playback.frameCount > 0) this.measures.range = { first, last };
  }

  /** Makes the measured range the one that loops and exports take. */
  markMeasured(): void {
    const { range } = this.measures;
    if (range) this.#playback.markRange(range.first, range.last);
  }

  zoomToMeasured(): void {
    const { first, last } = this.measures.range ?? this.#playback.range;
    this.view.showFrames(first, last);
  }
}
