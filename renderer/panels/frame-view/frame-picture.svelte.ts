import type { ColourBar } from '../../../shared/annotate/colour-bar.ts';
import { maskContours } from '../../../shared/annotate/mask-contours.ts';
import { fullColourValue, maskStretch, ownStretch, shareOfColours } from '../../../shared/annotate/mask-scale.ts';
import { stageRegionInFrame } from '../../../shared/stage-region.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';
import { overlayMap } from './overlay-map.ts';
import { PictureColour } from './picture-colour.ts';

/** A pixel of the picture, and what is known of it. */
export interface PixelReading {
  readonly x: number;
  readonly y: number;
  /** Red, green and blue of the picture, 0..255. */
  readonly colour: readonly [number, number, number] | null;
  /** Of what lies over the picture; null outside of what the network saw. */
  readonly mask: {
    /** 0..1 of this frame. */
    readonly share: number;
    /** Before the mask is normalised. */
    readonly value: number;
    /** 0..1 of the colours. */
    readonly onScale: number;
  } | null;
}

/** What the camera's panel shows, worked out from what is on the screen and how it is to be shown. */
export class FramePicture {
  /** The picture's pixel under the pointer. */
  pointed = $state.raw<{ readonly x: number; readonly y: number } | null>(null);

  readonly #workbench: Workbench;
  readonly #colours = new PictureColour();

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  readonly shown = $derived.by(() => this.#workbench.loader.shown);
  readonly analysis = $derived(this.shown?.analysis ?? null);
  readonly size = $derived(this.shown?.size ?? { width: 320, height: 160 });
  /** The frame of which a draft is shown; null when the picture is as recorded. */
  readonly draftOf = $derived(this.shown && this.shown.draftFor !== null ? this.shown.frame : null);
  readonly #model = $derived.by(() => this.#workbench.session.model);

  /** The final mask, or the stage picked in the ladder; null where there is none. */
  readonly map = $derived.by(() => {
    const { view, layers } = this.#workbench;
    const channel = view.channel === null ? 'none' : (layers.channelMap ?? 'to-come');
    return this.analysis && overlayMap(this.analysis, this.#model, view.stage, channel);
  });
  readonly visibleMap = $derived.by(() => (this.#workbench.view.maskVisible ? this.map : null));
  readonly stageName = $derived.by(() => {
    const { stage, channel } = this.#workbench.view;
    const layer = stage === null ? undefined : this.#model?.stages[stage]?.layer;
    return layer === undefined ? null : channel === null ? layer : `${layer} · ${channel}`;
  });

  readonly #peak = $derived.by(() => this.#workbench.peak);
  /** The value of the full colour; null: the frame's own. */
  readonly fullValue = $derived.by(() => {
    const { scale } = this.#workbench.view.maskStyle;
    // Not asked for where it does not count: it changes with every frame that is fetched ahead.
    const { view, layers } = this.#workbench;
    const seen = (): number => (view.channel === null ? this.#peak.max : layers.channelPeak);
    const peak = scale.over === 'clip' ? Math.max(seen(), this.map?.max ?? 0) : 0;
    return fullColourValue(scale, peak);
  });
  readonly stretch = $derived.by(() => {
    const { maskStyle } = this.#workbench.view;
    return this.map ? maskStretch(this.map, this.fullValue, maskStyle) : ownStretch;
  });
  readonly contours = $derived.by(() => {
    const { maskStyle } = this.#workbench.view;
    if (!this.visibleMap || this.visibleMap.flat || maskStyle.drawn !== 'contours') return null;
    return maskContours(this.visibleMap, maskStyle, this.stretch);
  });

  /** What of the picture the network's convolutions see; null where nothing was seen. */
  readonly crop = $derived.by(() => {
    const model = this.#model;
    return this.analysis && model && stageRegionInFrame(model.input, model.stages, this.analysis.networkView);
  });

  /** Of the held pixel, else of the one under the pointer. */
  readonly reading: PixelReading | null = $derived.by(() => {
    const pixel = this.#workbench.view.probe ?? this.pointed;
    const { width, height } = this.size;
    const image = this.draftOf === null ? this.shown?.image : null;
    if (!pixel || !image || pixel.x < 0 || pixel.y < 0 || pixel.x >= width || pixel.y >= height) return null;
    return {
      ...pixel,
      colour: this.#colours.at(image, (pixel.x + 0.5) / width, (pixel.y + 0.5) / height),
      mask: this.#maskAt(pixel),
    };
  });

  readonly colourBar: ColourBar = $derived.by(() => {
    const { maskStyle } = this.#workbench.view;
    const name = this.stageName ?? 'Mask';
    return {
      style: maskStyle,
      fullValue: this.fullValue,
      caption: `${name} · ${this.fullValue === null ? 'this frame' : this.#scaleName}`,
      marked: this.reading?.mask?.onScale ?? null,
    };
  });

  readonly #scaleName = $derived.by(() => {
    const { playback, view } = this.#workbench;
    if (view.scale === 'fixed') return 'fixed scale';
    const { first, last } = playback.range;
    return `${this.#peak.count} of ${last - first + 1} frames${playback.hasRange ? ' marked' : ''}`;
  });

  #maskAt({ x, y }: { readonly x: number; readonly y: number }): PixelReading['mask'] {
    const { map, analysis } = this;
    if (!map || !analysis) return null;
    const seen = analysis.networkView;
    const column = Math.floor(((x - seen.left + 0.5) / seen.width) * map.width);
    const row = Math.floor(((y - seen.top + 0.5) / seen.height) * map.height);
    if (!(column >= 0 && row >= 0 && column < map.width && row < map.height)) return null;
    const share = map.values[row * map.width + column] ?? Number.NaN;
    if (Number.isNaN(share)) return null;
    return { share, value: map.min + share * (map.max - map.min), onScale: shareOfColours(share, this.stretch) };
  }
}
