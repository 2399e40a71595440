import type { FrameAnalysis } from '../../shared/analysis.ts';
import type { Map2d } from '../../shared/pixels.ts';
import { receptiveField } from '../../shared/receptive-field.ts';
import type { ApiClient } from '../api.ts';
import type { AnalysisLoader } from './analysis-loader.svelte.ts';
import { DriveSample } from './drive-sample.svelte.ts';
import type { Playback } from './playback.svelte.ts';
import { recall, remember } from './remembered.ts';
import type { Session } from './session.svelte.ts';
import { StageChannels } from './stage-channels.svelte.ts';
import type { View } from './view.svelte.ts';

/** An element of a stage's map; `stage` is an index into `ModelInfo.stages`. */
export interface MapPlace {
  readonly stage: number;
  readonly row: number;
  readonly column: number;
}

export const channelOrders = ['index', 'mean', 'max'] as const;
export type ChannelOrder = (typeof channelOrders)[number];

interface LayersParts {
  readonly api: ApiClient;
  readonly session: Session;
  readonly view: View;
  readonly loader: AnalysisLoader;
  readonly playback: Playback;
  readonly onAnalysis: (analysis: FrameAnalysis) => void;
}

/** While a drive plays, channels are fetched so far apart. */
const restWhilePlayingMs = 200;

const defaults = { order: 'index' as string, onOneScale: false, overDrive: false };

/** The layer that is looked at more closely: its channels, what they come to, and what an element of its map sees. */
export class Layers {
  readonly channels: StageChannels;
  readonly sample: DriveSample;
  /** Under the pointer. */
  pointed = $state.raw<MapPlace | null>(null);
  /** Held by a click. */
  pinned = $state.raw<MapPlace | null>(null);
  order = $state<ChannelOrder>('index');
  /** All channels on one scale, rather than each on its own. */
  onOneScale = $state(defaults.onOneScale);
  /** The maps on a scale over all frames seen, rather than each frame on its own. */
  overDrive = $state(defaults.overDrive);

  readonly place: MapPlace | null = $derived(this.pinned ?? this.pointed);
  /** What that place sees of the network's input; null also where it is not known. */
  readonly field = $derived.by(() => {
    const model = this.#parts.session.model;
    if (!model || !this.place) return null;
    const { stage, row, column } = this.place;
    return receptiveField(model.input, model.stages, stage, row, column);
  });
  /** The channel laid over the picture; null where none is, or where that of this frame is still to come. */
  readonly channelMap: Map2d | null = $derived.by(() => {
    const { view, loader } = this.#parts;
    const { shown } = this.channels;
    if (view.channel === null || shown?.stage !== view.stage || shown.frame !== loader.shown?.frame) return null;
    return shown.maps[view.channel] ?? null;
  });

  readonly #parts: LayersParts;
  /** By stage, the largest value seen: of the averaged map, of the intermediate mask. */
  #peaks = $state.raw<readonly (readonly [averaged: number, intermediate: number])[]>([]);

  constructor(parts: LayersParts) {
    this.#parts = parts;
    this.channels = new StageChannels(parts.api, () => (parts.playback.playing ? restWhilePlayingMs : 0));
    this.sample = new DriveSample(parts.api, (analysis) => {
      parts.onAnalysis(analysis);
      this.took(analysis);
    });
    const held = recall('layers', defaults);
    this.order = channelOrders.find((order) => order === held.order) ?? 'index';
    this.onOneScale = held.onOneScale;
    this.overDrive = held.overDrive;
  }

  /** Call in an effect: fetches the channels of what is looked at. */
  follow(): void {
    const { session, view, loader } = this.#parts;
    const frame = loader.shown?.analysis ? loader.shown.frame : null;
    const { stage } = view;
    const { activation } = (stage === null ? undefined : session.model?.stages[stage]) ?? {};
    const isKnown = stage !== null && activation !== undefined && session.id !== null && frame !== null;
    const { edits } = session;
    this.channels.show(isKnown ? { session: session.id, frame, stage, activation, edits } : null);
  }

  /** Call in an effect: keeps what is set for the next start. */
  keep(): void {
    const { order, onOneScale, overDrive } = this;
    remember('layers', { order, onOneScale, overDrive });
  }

  /** The next deeper stage (1), or the next shallower (-1); the ladder lies before the first. */
  step(by: 1 | -1): void {
    const { view, session } = this.#parts;
    const count = session.model?.stages.length ?? 0;
    const next = (view.stage ?? -1) + by;
    if (next < count) view.stage = next < 0 ? null : next;
  }

  /** From the ladder into the layer that was enlarged last, and back. */
  toggle(): void {
    const { view, session } = this.#parts;
    const last = Math.min(view.lastStage, (session.model?.stages.length ?? 0) - 1);
    view.stage = view.stage === null && last >= 0 ? last : null;
  }

  /** One step back: from a held place, from the channel, from the layer. */
  back(): void {
    const { view } = this.#parts;
    if (this.pinned) this.pinned = null;
    else if (view.channel !== null) view.channel = null;
    else view.stage = null;
  }

  pin(place: MapPlace): void {
    const { pinned } = this;
    const isSame = pinned?.stage === place.stage && pinned.row === place.row && pinned.column === place.column;
    this.pinned = isSame ? null : place;
  }

  startSample(): void {
    const { session, view, playback } = this.#parts;
    const stage = view.stage === null ? undefined : session.model?.stages[view.stage];
    if (!stage || view.stage === null || session.id === null) return;
    const { first, last } = playback.range;
    void this.sample.start(session.id, view.stage, stage.activation, first, last);
  }

  /** A frame came: its maps may widen the scale over all of them. */
  took({ stages }: FrameAnalysis): void {
    const peaks = stages.map(({ averaged, intermediate }, index) => {
      const before = this.#peaks[index];
      return [largest(averaged.values, before?.[0]), largest(intermediate.values, before?.[1])] as const;
    });
    const isWider = peaks.some(([averaged, intermediate], index) => {
      const before = this.#peaks[index];
      return !before || averaged > before[0] || intermediate > before[1];
    });
    if (isWider) this.#peaks = peaks;
  }

  /** What a map's full colour stands for on the scale over all frames seen; null: each frame has its own. */
  fullValue(stage: number, map: 'averaged' | 'intermediate'): number | null {
    const peak = this.#peaks[stage]?.[map === 'averaged' ? 0 : 1] ?? 0;
    return this.overDrive && peak > 0 ? peak : null;
  }

  /** The largest value of the channel over the picture in the sample of the drive; 0 where none was taken. */
  get channelPeak(): number {
    const { stage, channel } = this.#parts.view;
    if (stage === null || channel === null) return 0;
    return this.sample.stages[stage]?.channels[channel]?.max ?? 0;
  }

  /** Other maps are to come: another drive or network, or read otherwise. */
  forget(): void {
    this.#peaks = [];
    this.pinned = null;
    this.pointed = null;
    this.channels.forget();
    this.sample.forget();
  }
}

function largest(values: Float32Array, least = 0): number {
  let max = least;
  for (const value of values) if (value > max && value < Infinity) max = value;
  return max;
}
