import type { ColourBar } from '../../../shared/annotate/colour-bar.ts';
import { drawnPercentileShare, fullValueOf } from '../../../shared/annotate/full-colour.ts';
import { dimmingUnder } from '../../../shared/annotate/mask-image.ts';
import { maskContours } from '../../../shared/annotate/mask-contours.ts';
import { fullColourValue, maskStretch, ownStretch, shareOfColours } from '../../../shared/annotate/mask-scale.ts';
import { methodFacts } from '../../../shared/saliency-methods.ts';
import { signWords } from '../../../shared/sign-words.ts';
import { stageRegionInFrame } from '../../../shared/stage-region.ts';
import type { PictureSubject } from '../../state/picture-subject.svelte.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';
import type { CanvasPicture, PaintedMask } from './canvas-picture.ts';
import { overlayMap } from './overlay-map.ts';
import { Overlay } from './overlay.ts';
import { PictureColour } from './picture-colour.ts';
import type { PicturePoint, Pointer } from './pointer.svelte.ts';

/** A pixel of the picture, and what is known of it. */
export interface PixelReading {
  readonly x: number;
  readonly y: number;
  /** Red, green and blue of the picture, 0..255. */
  readonly colour: readonly [number, number, number] | null;
  /** Of what lies over the picture; null outside of what the network saw. */
  readonly mask: {
    /** 0..1 of this frame; -1..1 of a signed mask. */
    readonly share: number;
    /** Before the mask is normalised. */
    readonly value: number;
    /** 0..1 of the colours; -1..1 of a signed mask. */
    readonly onScale: number;
    /** What the sign says, in a word; null: the mask has none, or the value is 0. */
    readonly towards: string | null;
  } | null;
}

/** One network's picture in the camera's panel, worked out from what is on the screen and how it is to be shown. */
export class FramePicture implements CanvasPicture {
  readonly subject: PictureSubject;
  readonly #workbench: Workbench;
  readonly #pointer: Pointer;
  readonly #colours = new PictureColour();
  readonly #overlay = new Overlay();

  constructor(workbench: Workbench, subject: PictureSubject, pointer: Pointer) {
    this.#workbench = workbench;
    this.subject = subject;
    this.#pointer = pointer;
  }

  readonly shown = $derived.by(() => this.#workbench.loader.shown);
  readonly analysis = $derived.by(() => this.subject.analysis);
  readonly size = $derived(this.shown?.size ?? { width: 320, height: 160 });
  /** The frame of which a draft is shown; null when the picture is as recorded. */
  readonly draftOf = $derived(this.shown && this.shown.draftFor !== null ? this.shown.frame : null);

  /** The stage picked in the ladder, which is the main network's; null: the final mask. */
  readonly #stage = $derived.by(() => (this.subject.entry ? null : this.#workbench.view.stage));
  readonly #channel = $derived.by(() => (this.subject.entry ? null : this.#workbench.view.channel));
  /** The final mask, or the stage picked in the ladder; null where there is none. */
  readonly map = $derived.by(() => {
    const { layers } = this.#workbench;
    const channel = this.#channel === null ? 'none' : (layers.channelMap ?? 'to-come');
    return this.analysis && overlayMap(this.analysis, this.subject.model, this.#stage, channel);
  });
  /** What the sign of the map says, in a word each; null where it has none. */
  readonly signs = $derived.by(() => {
    const method = this.subject.info?.method;
    return method && this.map?.signed ? signWords(method, this.#workbench.session.drive?.steering ?? null) : null;
  });
  readonly visibleMap = $derived.by(() => (this.#workbench.view.maskVisible ? this.map : null));
  readonly dimmed = $derived.by(() => {
    const { view } = this.#workbench;
    return view.maskVisible ? dimmingUnder({ signed: this.#hasSign }, view.maskStyle) : 0;
  });
  /** Also while a mask is still to come: the picture would flicker otherwise as frames go by. */
  readonly #hasSign = $derived.by(() => {
    const method = this.subject.info?.method;
    if (this.map || !method) return this.map?.signed ?? false;
    return this.#stage === null && methodFacts[method].signed && (this.subject.pending || this.draftOf !== null);
  });
  readonly stageName = $derived.by(() => {
    const layer = this.#stage === null ? undefined : this.subject.model?.stages[this.#stage]?.layer;
    return layer === undefined ? null : this.#channel === null ? layer : `${layer} · ${this.#channel}`;
  });
  /** What lies over the picture, by name; null: nothing. */
  readonly mapName = $derived.by(() => (this.map ? (this.stageName ?? 'mask') : null));
  readonly hasMask = $derived.by(() => this.visibleMap !== null && !this.subject.pending);

  /** The largest value seen so far of what lies over the picture. */
  readonly peak = $derived.by(() => this.subject.peak(this.#stage));
  /** The value of the full colour; null: the frame's own. */
  readonly fullValue = $derived.by(() => {
    const { scale } = this.#workbench.view.maskStyle;
    // Not asked for where it does not count: it changes with every frame that is fetched ahead.
    const seen = (): number => (this.#channel === null ? this.peak.max : this.#workbench.layers.channelPeak);
    const own = (): number => (this.map ? fullValueOf(this.map, this.atPercentile) : 0);
    const peak = scale.over === 'clip' ? Math.max(seen(), own()) : 0;
    return fullColourValue(scale, peak);
  });
  /** Whether the full colour begins at the 99th percentile of what lies over the picture. */
  readonly atPercentile = $derived.by(
    () => this.#stage === null && this.subject.atPercentile && this.#workbench.view.maskStyle.scale.over !== 'fixed',
  );
  /** Where the map has its own scale: the share of its largest that has the full colour. */
  readonly ownFull = $derived.by(() =>
    this.map && this.atPercentile && this.fullValue === null
      ? drawnPercentileShare(this.map, this.#workbench.view.maskStyle)
      : 1,
  );
  readonly stretch = $derived.by(() => {
    const { maskStyle } = this.#workbench.view;
    return this.map ? maskStretch(this.map, this.fullValue, maskStyle, this.ownFull) : ownStretch;
  });
  readonly #contours = $derived.by(() => {
    const { maskStyle } = this.#workbench.view;
    if (!this.visibleMap || this.visibleMap.flat || maskStyle.drawn !== 'contours') return null;
    return maskContours(this.visibleMap, maskStyle, this.stretch);
  });
  readonly #seen = $derived(this.analysis?.networkView ?? { left: 0, top: 0, ...this.size });

  paint(): PaintedMask {
    const { view } = this.#workbench;
    const bitmap =
      this.visibleMap && view.drawn === 'fill'
        ? this.#overlay.paint(this.visibleMap, view.maskStyle, this.stretch)
        : null;
    return { bitmap, contours: this.#contours, seen: this.#seen };
  }

  /** What of the picture the network's convolutions see; null where nothing was seen. */
  readonly #stagesSee = $derived.by(() => {
    const { model } = this.subject;
    return this.analysis && model && stageRegionInFrame(model.input, model.stages, this.analysis.networkView);
  });
  readonly crop = $derived.by(() => (this.#workbench.view.cropVisible ? this.#stagesSee : null));

  /** Of the held pixel, else of the one under the pointer. */
  readonly reading: PixelReading | null = $derived.by(() => {
    const pixel = this.#workbench.view.probe ?? this.#pointer.at;
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
    const method = this.subject.info?.method ?? 'visual-backprop';
    const name = this.stageName ?? methodFacts[method].name;
    return {
      style: maskStyle,
      signs: this.signs,
      fullValue: this.fullValue,
      ownFull: this.ownFull,
      atPercentile: this.atPercentile,
      caption: `${name} · ${this.fullValue === null ? 'this frame' : this.#scaleName}`,
      marked: this.reading?.mask?.onScale ?? null,
    };
  });

  readonly title = $derived.by(() => (this.subject.entry ? this.subject.name : null));
  readonly description = $derived.by(() => {
    if (!this.shown) return '';
    const edited = this.#workbench.session.edits.length > 0 ? 'edited ' : '';
    const mask = this.visibleMap ? `${this.colourBar.caption} over it` : 'no mask over it';
    return `${this.draftOf === null ? edited : 'draft of '}frame ${this.shown.frame}, ${mask}`;
  });

  readonly #scaleName = $derived.by(() => {
    const { playback, view } = this.#workbench;
    if (view.scale === 'fixed') return 'fixed scale';
    const { first, last } = playback.range;
    return `${this.peak.count} of ${last - first + 1} frames${playback.hasRange ? ' marked' : ''}`;
  });

  #maskAt({ x, y }: PicturePoint): PixelReading['mask'] {
    const { map, analysis } = this;
    if (!map || !analysis) return null;
    const seen = analysis.networkView;
    const column = Math.floor(((x - seen.left + 0.5) / seen.width) * map.width);
    const row = Math.floor(((y - seen.top + 0.5) / seen.height) * map.height);
    if (!(column >= 0 && row >= 0 && column < map.width && row < map.height)) return null;
    const share = map.values[row * map.width + column] ?? Number.NaN;
    if (Number.isNaN(share)) return null;
    const value = map.signed ? share * map.max : map.min + share * (map.max - map.min);
    const towards = share === 0 ? null : (this.signs?.[share < 0 ? 'negative' : 'positive'] ?? null);
    return { share, value, onScale: shareOfColours(share, this.stretch), towards };
  }
}
