import { app, BrowserWindow, dialog } from 'electron';
import { confineWebContents, pageOrigin } from './security.ts';
import { keepBounds, lastBounds } from './window-bounds.ts';

/** What a window opens: what the start asked for, nothing, or a path. */
export type WindowContents = 'initial' | 'nothing' | { readonly path: string };

/** A further window does not cover the one before. */
const cascadePixels = 32;

/** Opens a window on the page; shown once it has painted, so that no white flash is seen. */
export async function openWindow(preloadPath: string, contents: WindowContents): Promise<BrowserWindow> {
  const before = BrowserWindow.getFocusedWindow();
  const kept = await lastBounds();
  const bounds = before ? cascaded(before) : kept;
  const window = new BrowserWindow({
    width: bounds?.width ?? 1600,
    height: bounds?.height ?? 1000,
    ...(bounds && { x: bounds.x, y: bounds.y }),
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'Steerscope',
    backgroundColor: '#101214',
    webPreferences: {
      preload: preloadPath,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => {
    if (!before && kept?.maximized) window.maximize();
    window.show();
  });
  window.on('close', () => keepBounds(window));
  confineWebContents(window.webContents);
  window.webContents.on('render-process-gone', (_event, { reason }) => void offerReload(window, reason));
  await window.loadURL(`${pageOrigin}/${queryOf(contents)}`);
  return window;
}

function queryOf(contents: WindowContents): string {
  if (contents === 'initial') return '';
  return contents === 'nothing' ? '?new' : `?open=${encodeURIComponent(contents.path)}`;
}

function cascaded(window: BrowserWindow): { x: number; y: number; width: number; height: number } {
  const { x, y, width, height } = window.getNormalBounds();
  return { x: x + cascadePixels, y: y + cascadePixels, width, height };
}

/** The page's process died (out of memory, a GPU driver): the analysis in the main process has lost nothing. */
async function offerReload(window: BrowserWindow, reason: string): Promise<void> {
  if (window.isDestroyed() || reason === 'clean-exit') return;
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The window stopped working.',
    detail: `Its process ended (${reason}). The drive and the network are untouched; reload the window to go on.`,
    buttons: ['Reload', 'Quit'],
    defaultId: 0,
  });
  if (response === 0) window.reload();
  else app.quit();
}
