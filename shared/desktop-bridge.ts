/**
 * What only the desktop has, as the preload script puts it on `window.steerscopeDesktop`; undefined in a browser.
 * Paths are absolute; a promise of null means that the user closed the dialog.
 */
export interface DesktopBridge {
  pickFolder(): Promise<string | null>;
  pickModel(): Promise<string | null>;
  pickSavePath(suggestedName: string): Promise<string | null>;
  /** The real path of a file or folder dropped on the window; `file` is a DOM File. Empty when it has none. */
  pathOfDroppedFile(file: unknown): string;
  /** Shows a written file in the system's file manager. */
  showInFolder(path: string): void;
  /** A drive or network that the system asked to open (a file association, a second start). */
  onOpenPath(callback: (path: string) => void): () => void;
  /** The key that the menu shows beside each command: command ids to names of keys, as in the command table. */
  showKeys(keys: Readonly<Record<string, string>>): void;
  toggleFullScreen(): void;
  /** Menu items call commands of the page by id; returns how to stop listening. */
  onCommand(callback: (commandId: string) => void): () => void;
}

/** Names of the channels between preload/ and main/electron/, in one place. */
export const desktopChannels = {
  pickFolder: 'steerscope:pick-folder',
  pickModel: 'steerscope:pick-model',
  pickSavePath: 'steerscope:pick-save-path',
  showInFolder: 'steerscope:show-in-folder',
  showKeys: 'steerscope:show-keys',
  toggleFullScreen: 'steerscope:toggle-full-screen',
  command: 'steerscope:command',
  openPath: 'steerscope:open-path',
} as const;
