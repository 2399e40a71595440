import { app, BrowserWindow, dialog } from 'electron';
import { confineWebContents, pageOrigin } from './security.ts';

/** Opens the window on the page; shown once it has painted, so that no white flash is seen. */
export async function openWindow(preloadPath: string): Promise<BrowserWindow> {
  const window = new BrowserWindow({
    width: 1600,
    height: 1000,
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
  window.once('ready-to-show', () => window.show());
  confineWebContents(window.webContents);
  window.webContents.on('render-process-gone', (_event, { reason }) => void offerReload(window, reason));
  await window.loadURL(`${pageOrigin}/`);
  return window;
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
