export type DockedPanel = 'network-setup' | 'drive-mapping';

/** The panel at the right side of the window: one at a time. */
export class Dock {
  shown = $state<DockedPanel | null>(null);
}
