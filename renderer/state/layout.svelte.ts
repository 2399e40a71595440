import { recall, remember } from './remembered.ts';

/** Shares of the window in per cent, as the panes take them. */
export interface LayoutPreset {
  /** Camera and layers, side by side; null: the camera alone. */
  readonly columns: readonly [number, number] | null;
  /** Both of them, and the plots below; null: no plots. */
  readonly rows: readonly [number, number] | null;
}

export const layoutPresets = {
  balanced: { columns: [62, 38], rows: [68, 32] },
  camera: { columns: null, rows: null },
  layers: { columns: [36, 64], rows: [78, 22] },
  plots: { columns: [62, 38], rows: [42, 58] },
} as const satisfies Record<string, LayoutPreset>;
export type LayoutName = keyof typeof layoutPresets;

/** As a mounted group of panes takes it. */
interface PaneGroupHandle {
  setLayout(shares: number[]): void;
}

/** Which parts of the window there are, and how large; remembered. The panes keep what is dragged themselves. */
export class Layout {
  layersShown = $state(true);
  plotsShown = $state(true);
  /** Bound by the workspace. */
  columns = $state.raw<PaneGroupHandle>();
  rows = $state.raw<PaneGroupHandle>();
  /** Sizes for parts that are still to be mounted. */
  wanted = $state.raw<LayoutPreset | null>(null);

  constructor() {
    const held = recall('layout', { layersShown: true, plotsShown: true });
    this.layersShown = held.layersShown;
    this.plotsShown = held.plotsShown;
  }

  /** Call in an effect: keeps what is set for the next start. */
  keep(): void {
    remember('layout', { layersShown: this.layersShown, plotsShown: this.plotsShown });
  }

  take(name: LayoutName): void {
    const preset: LayoutPreset = layoutPresets[name];
    this.layersShown = preset.columns !== null;
    this.plotsShown = preset.rows !== null;
    this.wanted = preset;
  }

  /** Call once what is shown is mounted. */
  settle(): void {
    const preset = this.wanted;
    this.wanted = null;
    if (preset?.columns) this.columns?.setLayout([...preset.columns]);
    if (preset?.rows) this.rows?.setLayout([...preset.rows]);
  }
}
