import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { startChromium } from './chromium.mjs';
import { listen } from './page-listener.mjs';

/** The slice of Electron's main-process modules that main/electron/ uses; anything else is undefined, and fails loudly. */

const packageInfo = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', '..', 'package.json'), 'utf8'));
let quitting = false;

class App extends EventEmitter {
  isPackaged = false;
  #ready = new Promise((resolve) => setImmediate(resolve));

  constructor() {
    super();
    void this.#ready.then(() => this.emit('ready'));
  }
  whenReady() {
    return this.#ready;
  }
  isReady() {
    return true;
  }
  getVersion() {
    return packageInfo.version;
  }
  getName() {
    return packageInfo.name;
  }
  setName() {}
  setAppUserModelId() {}
  addRecentDocument() {}
  clearRecentDocuments() {}
  getPath() {
    return homedir();
  }
  requestSingleInstanceLock() {
    return true;
  }
  quit() {
    if (quitting) return;
    quitting = true;
    this.emit('before-quit', { preventDefault() {} });
    for (const window of BrowserWindow.getAllWindows()) window.destroy();
    const held = [];
    this.emit('will-quit', { preventDefault: () => held.push(true) });
    if (held.length === 0) this.exit(0);
    else quitting = false;
  }
  exit(code = 0) {
    for (const window of BrowserWindow.getAllWindows()) window.destroy();
    setTimeout(() => process.exit(code), 50);
  }
}
export const app = new App();

const handlers = new Map();
export const protocol = {
  registerSchemesAsPrivileged() {},
  handle: (scheme, handler) => handlers.set(scheme, handler),
};

class IpcMain extends EventEmitter {
  handlers = new Map();
  handle(channel, handler) {
    this.handlers.set(channel, handler);
  }
}
export const ipcMain = new IpcMain();

class WebContents extends EventEmitter {
  sent = new EventEmitter();
  session = session.defaultSession;
  mainFrame = { url: '', parent: null };
  setWindowOpenHandler() {}
  isDestroyed() {
    return false;
  }
  send(channel, ...args) {
    this.sent.emit('send', channel, args);
  }
  getURL() {
    return this.mainFrame.url;
  }
}

const windows = new Set();
export class BrowserWindow extends EventEmitter {
  static getAllWindows = () => [...windows];
  static getFocusedWindow = () => [...windows].at(-1) ?? null;
  static fromWebContents = (contents) => [...windows].find((window) => window.webContents === contents) ?? null;

  #options;
  #chromium;
  #listener;
  #destroyed = false;
  webContents = new WebContents();

  constructor(options = {}) {
    super();
    this.#options = options;
    windows.add(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  async loadURL(url) {
    const { protocol: scheme, origin, host, pathname, search } = new URL(url);
    const schemeOrigin = origin === 'null' ? `${scheme}//${host}` : origin;
    const handler = handlers.get(scheme.slice(0, -1));
    const event = () => ({ sender: this.webContents, senderFrame: this.webContents.mainFrame });
    this.#listener = await listen(schemeOrigin, handler, this.#options.webPreferences?.preload ?? null, {
      invoke: (channel, args) => ipcMain.handlers.get(channel)?.(event(), ...args),
      send: (channel, args) => ipcMain.emit(channel, event(), ...args),
      onSend: (listener) => {
        this.webContents.sent.on('send', listener);
        return () => this.webContents.sent.off('send', listener);
      },
    });
    this.webContents.mainFrame.url = url;
    const { width = 1280, height = 800 } = this.#options;
    this.#chromium = startChromium(`${this.#listener.url}${pathname}${search}`, { width, height });
    void this.#chromium.exited.then(() => this.#closed());
    this.emit('ready-to-show');
    this.webContents.emit('did-finish-load');
  }
  #closed() {
    if (this.#destroyed) return;
    this.#destroyed = true;
    windows.delete(this);
    this.#listener?.close();
    this.emit('closed');
    if (windows.size === 0) app.emit('window-all-closed');
  }
  destroy() {
    this.#chromium?.stop();
    this.#closed();
  }
  close() {
    this.emit('close', { preventDefault() {} });
    this.destroy();
  }
  isDestroyed() {
    return this.#destroyed;
  }
  isMinimized() {
    return false;
  }
  #fullScreen = false;
  setFullScreen(fullScreen) {
    this.#fullScreen = fullScreen;
  }
  isFullScreen() {
    return this.#fullScreen;
  }
  show() {}
  focus() {}
  restore() {}
  reload() {}
  setTitle() {}
  setDocumentEdited() {}
  setRepresentedFilename() {}
  maximize() {}
  isMaximized() {
    return false;
  }
  getNormalBounds() {
    const { x = 0, y = 0, width = 1280, height = 800 } = this.#options;
    return { x, y, width, height };
  }
}

/** Playwright closes a page through the window that shows it. */
export const webContents = { fromDevToolsTargetId: () => null };

let applicationMenu = null;
export const Menu = {
  setApplicationMenu: (menu) => (applicationMenu = menu),
  getApplicationMenu: () => applicationMenu,
  buildFromTemplate: (template) => ({
    items: template.map((item) => ({ ...item, submenu: item.submenu && Menu.buildFromTemplate(item.submenu) })),
  }),
};

/** Native dialogs answer what the test put here by `electronApp.evaluate`: a path, or null for a user who gives up. */
export const dialog = {
  showOpenDialog: async () => ({ canceled: true, filePaths: [] }),
  showSaveDialog: async () => ({ canceled: true, filePath: '' }),
  showMessageBox: async () => ({ response: 0 }),
  showErrorBox: (title, text) => console.error(title, text),
};

export const shell = { showItemInFolder() {}, openExternal: async () => {} };
export const session = {
  defaultSession: { setPermissionRequestHandler() {}, setPermissionCheckHandler() {} },
};
export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 3840, height: 2160 } }] };
export const nativeTheme = { shouldUseDarkColors: true };

export default {
  app,
  BrowserWindow,
  protocol,
  ipcMain,
  Menu,
  dialog,
  shell,
  session,
  webContents,
  screen,
  nativeTheme,
};
