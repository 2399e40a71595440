export const dockedPanels = [
  'errors',
  'marks',
  'compare',
  'what-if',
  'lab',
  'network-graph',
  'network-setup',
  'drive-mapping',
] as const;
export type DockedPanel = (typeof dockedPanels)[number];

/** The panel at the right side of the window: one at a time. */
export class Dock {
  shown = $state<DockedPanel | null>(null);

  /** The user's hand is in it: it was opened, clicked or focused last. */
  inUse = $state(false);

  toggle(panel: DockedPanel): void {
    this.shown = this.shown === panel ? null : panel;
    this.inUse = this.shown !== null;
  }
}
