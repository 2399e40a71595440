import { colourMapNames, type ColourMapName } from '../../shared/annotate/colour-maps.ts';
import type { MaskStyle } from '../../shared/api.ts';
import { recall, remember } from './remembered.ts';
import { fitted } from './zoom.ts';

export const themes = ['dark', 'light', 'system'] as const;
export type Theme = (typeof themes)[number];

const defaults = {
  colourMap: 'green',
  opacity: 0.8,
  threshold: 0,
  maskVisible: true,
  cropVisible: true,
  plotInSecs: false,
  theme: 'dark',
};

/** How things are shown: mask style, what lies over the picture, the stage picked in the ladder. Remembered but for the stage. */
export class View {
  colourMap = $state<ColourMapName>('green');
  /** 0..1; what full saliency covers. */
  opacity = $state(defaults.opacity);
  /** 0..1; mask values below it are not drawn. */
  threshold = $state(defaults.threshold);
  maskVisible = $state(defaults.maskVisible);
  cropVisible = $state(defaults.cropVisible);
  /** Whether the plot counts in seconds rather than in frames. */
  plotInSecs = $state(defaults.plotInSecs);
  theme = $state<Theme>('dark');
  /** Of the picture; a new drive or window starts fitted. */
  zoom = $state.raw(fitted);
  /** Index into `ModelInfo.stages` of the stage laid over the picture in place of the final mask; null: the final mask. */
  stage = $state<number | null>(null);

  readonly maskStyle: MaskStyle = $derived({
    colourMap: this.colourMap,
    opacity: this.opacity,
    threshold: this.threshold,
  });

  constructor() {
    const held = recall('view', defaults);
    this.colourMap = colourMapNames.find((name) => name === held.colourMap) ?? 'green';
    this.theme = themes.find((name) => name === held.theme) ?? 'dark';
    this.opacity = Math.min(1, Math.max(0, held.opacity));
    this.threshold = Math.min(1, Math.max(0, held.threshold));
    this.maskVisible = held.maskVisible;
    this.cropVisible = held.cropVisible;
    this.plotInSecs = held.plotInSecs;
  }

  /** Call in an effect: keeps what is set for the next start. */
  keep(): void {
    const { colourMap, opacity, threshold, maskVisible, cropVisible, plotInSecs, theme } = this;
    remember('view', { colourMap, opacity, threshold, maskVisible, cropVisible, plotInSecs, theme });
  }

  changeOpacity(by: number): void {
    this.opacity = Math.round(Math.min(1, Math.max(0, this.opacity + by)) * 100) / 100;
  }

  nextColourMap(): void {
    const index = colourMapNames.indexOf(this.colourMap);
    this.colourMap = colourMapNames[(index + 1) % colourMapNames.length] ?? 'green';
  }
}
