/** What is looked for in the folders: the path goes to whoever asked, null when it was given up. */
export interface Locating {
  readonly kind: 'drive' | 'network';
  done(path: string | null): void;
}

export type DialogName =
  | 'open-project'
  | 'save-project'
  | 'relink'
  | 'open-drive'
  | 'open-network'
  | 'compare-network'
  | 'export'
  | 'palette'
  | 'commands'
  | 'network-info'
  | 'problems';

/** Which dialog is open, so that a key, a button and the desktop's menu all open the same one. */
export class Dialogs {
  open = $state<DialogName | null>(null);
  /** The list of engines and devices hangs open in the header. */
  engines = $state(false);
  /** The list of methods hangs open there. */
  methods = $state(false);
  /** The frame counter is a text field at the moment. */
  goingTo = $state(false);

  /** Only looks for a path in the folders, in place of opening it. */
  locating = $state.raw<Locating | null>(null);

  show(name: DialogName): void {
    this.open = name;
  }

  close(): void {
    this.open = null;
    this.located(null);
  }

  /** Asks for the path of a drive or network; the dialog before comes back. */
  locate(kind: Locating['kind']): Promise<string | null> {
    const before = this.open;
    return new Promise<string | null>((resolve) => {
      this.locating = { kind, done: resolve };
      this.open = kind === 'drive' ? 'open-drive' : 'open-network';
    }).then((path) => {
      this.open = before;
      return path;
    });
  }

  located(path: string | null): void {
    const { locating } = this;
    this.locating = null;
    locating?.done(path);
  }
}
