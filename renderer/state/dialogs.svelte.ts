export type DialogName =
  'open-drive' | 'open-network' | 'compare-network' | 'export' | 'palette' | 'commands' | 'network-info' | 'problems';

/** Which dialog is open, so that a key, a button and the desktop's menu all open the same one. */
export class Dialogs {
  open = $state<DialogName | null>(null);
  /** The list of engines and devices hangs open in the header. */
  engines = $state(false);
  /** The frame counter is a text field at the moment. */
  goingTo = $state(false);

  show(name: DialogName): void {
    this.open = name;
  }

  close(): void {
    this.open = null;
  }
}
