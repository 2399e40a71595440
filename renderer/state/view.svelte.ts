import { z } from 'zod';
import { colourMapNames, type ColourMapName } from '../../shared/annotate/colour-maps.ts';
import { fullColours, isAtPercentile, type FullColour } from '../../shared/annotate/full-colour.ts';
import { signedColourNames, type SignedColourName } from '../../shared/annotate/signed-colours.ts';
import { maskDrawings, maskScales, type MaskStyle } from '../../shared/mask-style.ts';
import { pathSketchSchema, type PathSketch } from '../../shared/path-sketch.ts';
import type { SaliencyMethod } from '../../shared/saliency-methods.ts';
import { recall, remember } from './remembered.ts';
import { fitted } from './zoom.ts';

export const themes = ['dark', 'light', 'system'] as const;
export type Theme = (typeof themes)[number];

/** Where the network's input is shown: over a corner of the picture, or as large as the picture beside it. */
export const inputViews = ['off', 'inset', 'beside'] as const;
export type InputView = (typeof inputViews)[number];

/** How faint saliency is lifted: not, by its root, by the root of that. */
export const gammas = [1, 0.5, 0.25] as const;

export type MaskDrawing = MaskStyle['drawn'];
export type MaskScaleChoice = MaskStyle['scale']['over'];

const defaults = {
  colourMap: 'green',
  signedColours: 'blue-orange',
  opacity: 0.8,
  threshold: 0,
  drawn: 'fill',
  scale: 'frame',
  fullColour: 'auto',
  fixedMax: 0,
  gamma: 1,
  maskVisible: true,
  colourBarVisible: true,
  cropVisible: true,
  inputView: 'off',
  pathVisible: false,
  pathSketch: pathSketchSchema.parse({}) as object,
  wheelsVisible: false,
  plotInSecs: false,
  theme: 'dark',
};

const share = z.number().min(0).max(1);
const lookSchema = z
  .object({
    colourMap: z.enum(colourMapNames),
    signedColours: z.enum(signedColourNames),
    opacity: share,
    threshold: share,
    drawn: z.enum(maskDrawings),
    scale: z.enum(maskScales),
    fullColour: z.enum(fullColours),
    fixedMax: z.number().min(0),
    gamma: z.number().min(0.1).max(1),
    maskVisible: z.boolean(),
    colourBarVisible: z.boolean(),
    cropVisible: z.boolean(),
    inputView: z.enum(inputViews),
    pathVisible: z.boolean(),
    pathSketch: pathSketchSchema,
    wheelsVisible: z.boolean(),
    plotInSecs: z.boolean(),
  })
  .partial();
export type Look = Required<z.infer<typeof lookSchema>>;

/** How things are shown: mask style, what lies over the picture, the stage picked in the ladder. Remembered but for the stage. */
export class View {
  colourMap = $state<ColourMapName>('green');
  /** Of masks that have a sign. */
  signedColours = $state<SignedColourName>('blue-orange');
  /** 0..1; what full saliency covers. */
  opacity = $state(defaults.opacity);
  /** 0..1; what lies below this share of the scale is not drawn. */
  threshold = $state(defaults.threshold);
  drawn = $state<MaskDrawing>('fill');
  /** What the full colour stands for. */
  scale = $state<MaskScaleChoice>('frame');
  /** Where on the scale of a frame or the drive it begins. */
  fullColour = $state<FullColour>('auto');
  /** The full colour's value on the fixed scale; 0: not said yet. */
  fixedMax = $state(defaults.fixedMax);
  /** 0.1..1; below 1, faint saliency shows. */
  gamma = $state(defaults.gamma);
  maskVisible = $state(defaults.maskVisible);
  colourBarVisible = $state(defaults.colourBarVisible);
  cropVisible = $state(defaults.cropVisible);
  inputView = $state<InputView>('off');
  pathVisible = $state(defaults.pathVisible);
  pathSketch = $state.raw<PathSketch>(pathSketchSchema.parse({}));
  wheelsVisible = $state(defaults.wheelsVisible);
  /** Whether the plot counts in seconds rather than in frames. */
  plotInSecs = $state(defaults.plotInSecs);
  theme = $state<Theme>('dark');
  /** Of the picture; a new drive or window starts fitted. */
  zoom = $state.raw(fitted);
  /** What the picture's zoom is when a pixel of it is a pixel of the screen; the panel tells. */
  actualSizeScale = $state(1);
  /** Of the picture, in its pixels; the panel tells. */
  pictureSize = { width: Infinity, height: Infinity };
  /** The picture's pixel under the pointer, or its middle; the panel tells. */
  pointed: { readonly x: number; readonly y: number } = { x: 0, y: 0 };
  /** The picture's pixel whose values are told from frame to frame; null: that under the pointer. */
  probe = $state.raw<{ readonly x: number; readonly y: number } | null>(null);
  #stage = $state<number | null>(null);
  /** Channel of the stage laid over the picture in place of its intermediate mask; null: that mask. */
  channel = $state<number | null>(null);
  /** The stage that was picked last. */
  lastStage = 0;

  readonly maskStyle: MaskStyle = $derived({
    colourMap: this.colourMap,
    signedColours: this.signedColours,
    opacity: this.opacity,
    threshold: this.threshold,
    drawn: this.drawn,
    scale:
      this.scale !== 'fixed'
        ? { over: this.scale }
        : this.fixedMax > 0
          ? { over: 'fixed', max: this.fixedMax }
          : { over: 'frame' },
    fullColour: this.fullColour,
    gamma: this.gamma,
  });

  constructor() {
    const held = recall('view', defaults);
    this.colourMap = oneOf(colourMapNames, held.colourMap);
    this.signedColours = oneOf(signedColourNames, held.signedColours);
    this.theme = oneOf(themes, held.theme);
    this.drawn = oneOf(maskDrawings, held.drawn);
    this.scale = oneOf(maskScales, held.scale);
    this.fullColour = oneOf(fullColours, held.fullColour);
    this.inputView = oneOf(inputViews, held.inputView);
    this.opacity = Math.min(1, Math.max(0, held.opacity));
    this.threshold = Math.min(1, Math.max(0, held.threshold));
    this.fixedMax = Math.max(0, held.fixedMax);
    this.gamma = Math.min(1, Math.max(0.1, held.gamma));
    this.maskVisible = held.maskVisible;
    this.colourBarVisible = held.colourBarVisible;
    this.cropVisible = held.cropVisible;
    this.pathVisible = held.pathVisible;
    this.pathSketch = pathSketchSchema.safeParse(held.pathSketch).data ?? this.pathSketch;
    this.wheelsVisible = held.wheelsVisible;
    this.plotInSecs = held.plotInSecs;
  }

  /** Index into `ModelInfo.stages` of the stage laid over the picture in place of the final mask; null: the final mask. */
  get stage(): number | null {
    return this.#stage;
  }

  set stage(stage: number | null) {
    if (stage !== this.#stage) this.channel = null;
    this.#stage = stage;
    if (stage !== null) this.lastStage = stage;
  }

  /** Call in an effect: keeps what is set for the next start. */
  keep(): void {
    const { colourMap, opacity, threshold, drawn, scale, fixedMax, maskVisible, colourBarVisible, cropVisible } = this;
    const { signedColours, fullColour, gamma, inputView, pathVisible, pathSketch, wheelsVisible, plotInSecs, theme } =
      this;
    remember('view', {
      ...{ colourMap, opacity, threshold, drawn, scale, fixedMax, maskVisible, colourBarVisible, cropVisible },
      ...{ signedColours, fullColour, gamma, inputView, pathVisible, pathSketch, wheelsVisible, plotInSecs, theme },
    });
  }

  /** Mask style and what lies over the picture, as plain data; not the theme, which is the user's and not the drive's. */
  get look(): Look {
    const { colourMap, opacity, threshold, drawn, scale, fixedMax, gamma, maskVisible, colourBarVisible } = this;
    const { signedColours, fullColour, cropVisible, inputView, pathVisible, pathSketch } = this;
    const { wheelsVisible, plotInSecs } = this;
    return {
      ...{ colourMap, opacity, threshold, drawn, scale, fixedMax, gamma, maskVisible, colourBarVisible },
      ...{ signedColours, fullColour, cropVisible, inputView, pathVisible, pathSketch, wheelsVisible, plotInSecs },
    };
  }

  /** Takes up a look; what it does not say stays. @returns false when it is unusable. */
  wear(look: unknown): boolean {
    const { data } = lookSchema.safeParse(look);
    if (data) this.restoreLook(data);
    return data !== undefined;
  }

  /** Takes up a look that was this view's. */
  restoreLook(look: Partial<Look>): void {
    Object.assign(this, look);
  }

  changeOpacity(by: number): void {
    this.opacity = withinShares(this.opacity + by);
  }

  changeThreshold(by: number): void {
    this.threshold = withinShares(this.threshold + by);
  }

  /** @param signed of masks that have a sign. */
  nextColourMap(signed: boolean): void {
    if (signed) this.signedColours = after(signedColourNames, this.signedColours);
    else this.colourMap = after(colourMapNames, this.colourMap);
  }

  nextDrawing(): void {
    this.drawn = after(maskDrawings, this.drawn);
  }

  nextGamma(): void {
    this.gamma = after(gammas, this.gamma);
  }

  /** From the largest to the percentile and back; to `auto` where that is the same for the method. */
  toggleFullColour(method: SaliencyMethod): void {
    const wished = isAtPercentile(this, method) ? 'largest' : 'percentile';
    this.fullColour = isAtPercentile({ fullColour: 'auto' }, method) === (wished === 'percentile') ? 'auto' : wished;
  }

  nextInputView(): void {
    this.inputView = after(inputViews, this.inputView);
  }

  /** @param known a value that the fixed scale may begin with where none was said; 0: none. */
  nextScale(known: number): void {
    this.setScale(after(maskScales, this.scale), known);
  }

  setScale(scale: MaskScaleChoice, known: number): void {
    this.scale = scale;
    if (scale === 'fixed' && this.fixedMax <= 0) this.fixedMax = known;
  }

  /** By so many CSS pixels. */
  pan(byX: number, byY: number): void {
    this.zoom = { ...this.zoom, offsetX: this.zoom.offsetX + byX, offsetY: this.zoom.offsetY + byY };
  }

  moveProbe(byX: number, byY: number): void {
    if (!this.probe) return;
    const { width, height } = this.pictureSize;
    this.probe = {
      x: Math.min(width - 1, Math.max(0, this.probe.x + byX)),
      y: Math.min(height - 1, Math.max(0, this.probe.y + byY)),
    };
  }
}

/** The value, or the first where it is none of them. */
function oneOf<Value extends string>(values: readonly [Value, ...Value[]], value: string): Value {
  return values.find((known) => known === value) ?? values[0];
}

function after<Value>(values: readonly [Value, ...Value[]], value: Value): Value {
  return values[(values.indexOf(value) + 1) % values.length] ?? values[0];
}

function withinShares(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 100) / 100;
}
