/**
 * What only the desktop has, as the preload script puts it on `window.steerscopeDesktop`; undefined in a browser.
 * Paths are absolute; a promise of null means that the user closed the dialog.
 */
export interface DesktopBridge {
  pickFolder(): Promise<string | null>;
  pickModel(): Promise<string | null>;
  pickSavePath(suggestedName: string): Promise<string | null>;
  pickProject(): Promise<string | null>;
  /** Where to save a project; the system asks before it names one that is there. */
  pickProjectPath(suggestedPath: string): Promise<string | null>;
  newWindow(): void;
  /** For the menu and the title bar; told whenever it changes. */
  tell(state: WindowState): void;
  /** The real path of a file or folder dropped on the window; `file` is a DOM File. Empty when it has none. */
  pathOfDroppedFile(file: unknown): string;
  /** Shows a written file in the system's file manager. */
  showInFolder(path: string): void;
  /** A drive, network or project that the system asked to open (a file association, a second start). */
  onOpenPath(callback: (path: string) => void): () => void;
  /** The key that the menu shows beside each command: command ids to names of keys, as in the command table. */
  showKeys(keys: Readonly<Record<string, string>>): void;
  toggleFullScreen(): void;
  /** Menu items call commands of the page by id; returns how to stop listening. */
  onCommand(callback: (commandId: string) => void): () => void;
}

/** How things stand in a window. */
export interface WindowState {
  /** What Undo and Redo would take back or do again; null: nothing. */
  readonly undo: string | null;
  readonly redo: string | null;
  /** The project's file; null: none. */
  readonly projectPath: string | null;
  readonly unsaved: boolean;
}

/** Names of the channels between preload/ and main/electron/, in one place. */
export const desktopChannels = {
  pickFolder: 'steerscope:pick-folder',
  pickModel: 'steerscope:pick-model',
  pickSavePath: 'steerscope:pick-save-path',
  pickProject: 'steerscope:pick-project',
  pickProjectPath: 'steerscope:pick-project-path',
  newWindow: 'steerscope:new-window',
  tell: 'steerscope:tell',
  showInFolder: 'steerscope:show-in-folder',
  showKeys: 'steerscope:show-keys',
  toggleFullScreen: 'steerscope:toggle-full-screen',
  command: 'steerscope:command',
  openPath: 'steerscope:open-path',
} as const;
