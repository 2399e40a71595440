import { app, BrowserWindow, ipcMain } from 'electron';
import { desktopChannels, type WindowState } from '../../shared/desktop-bridge.ts';
import type { Recents } from '../project/recents.ts';
import { setMenu, usualKeys, type MenuState } from './menu.ts';
import { isFromPage } from './security.ts';
import { openWindow, type WindowContents } from './window.ts';

/** The windows of the desktop, each with a session of its own, and the one menu that they share. */
export class Windows {
  readonly #preloadPath: string;
  readonly #recents: Recents;
  readonly #states = new Map<BrowserWindow, WindowState>();
  #front: BrowserWindow | null = null;
  #keys: MenuState['keys'] = usualKeys;

  constructor(preloadPath: string, recents: Recents) {
    this.#preloadPath = preloadPath;
    this.#recents = recents;
    recents.onChanged = () => void this.#recentsChanged();
    ipcMain.on(desktopChannels.newWindow, (event) => void (isFromPage(event) && this.open('nothing')));
    ipcMain.on(desktopChannels.showKeys, (event, keys: unknown) => {
      if (!isFromPage(event) || typeof keys !== 'object' || !keys) return;
      this.#keys = keys as MenuState['keys'];
      void this.#refreshMenu();
    });
    ipcMain.on(desktopChannels.tell, (event, state: WindowState) => {
      const window = BrowserWindow.fromWebContents(event.sender);
      if (isFromPage(event) && window) this.#take(window, state);
    });
  }

  async open(contents: WindowContents): Promise<void> {
    const window = await openWindow(this.#preloadPath, contents);
    this.#front = window;
    window.on('focus', () => {
      this.#front = window;
      void this.#refreshMenu();
    });
    window.on('closed', () => {
      this.#states.delete(window);
      if (this.#front === window) this.#front = BrowserWindow.getAllWindows()[0] ?? null;
    });
    await this.#refreshMenu();
  }

  /** In the window that was in front last, or in a new one. */
  openPath(path: string): void {
    if (this.#front) this.#front.webContents.send(desktopChannels.openPath, path);
    else void this.open({ path });
  }

  /** Brings the window that was in front last there again. */
  show(): void {
    if (!this.#front) return void this.open('nothing');
    if (this.#front.isMinimized()) this.#front.restore();
    this.#front.focus();
  }

  #take(window: BrowserWindow, state: WindowState): void {
    this.#states.set(window, state);
    window.setDocumentEdited(state.unsaved);
    window.setRepresentedFilename(state.projectPath ?? '');
    if (window === this.#front) void this.#refreshMenu();
  }

  async #recentsChanged(): Promise<void> {
    const [newest] = await this.#recents.list();
    if (newest) app.addRecentDocument(newest.path);
    else app.clearRecentDocuments();
    await this.#refreshMenu();
  }

  async #refreshMenu(): Promise<void> {
    const recents = await this.#recents.list();
    const state = this.#front ? this.#states.get(this.#front) : undefined;
    setMenu(
      { undo: state?.undo ?? null, redo: state?.redo ?? null, keys: this.#keys, recents },
      {
        newWindow: () => void this.open('nothing'),
        openPath: (path) => this.openPath(path),
        clearRecents: () => void this.#recents.forget(null),
      },
    );
  }
}
