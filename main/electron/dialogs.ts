import { BrowserWindow, dialog, ipcMain, shell, type IpcMainInvokeEvent, type OpenDialogOptions } from 'electron';
import { basename } from 'node:path';
import { desktopChannels } from '../../shared/desktop-bridge.ts';
import { networkExtensions } from '../../shared/network-names.ts';
import { projectExtension } from '../../shared/project.ts';
import { isFromPage } from './security.ts';

const projectFilter = { name: 'Steerscope project', extensions: [projectExtension] };

async function pick(event: IpcMainInvokeEvent, options: OpenDialogOptions): Promise<string | null> {
  const window = BrowserWindow.fromWebContents(event.sender);
  if (!isFromPage(event) || !window) return null;
  const { canceled, filePaths } = await dialog.showOpenDialog(window, options);
  return canceled ? null : (filePaths[0] ?? null);
}

/** Answers the page's requests for the system's dialogs (preload/ is the other end). */
export function answerDialogs(): void {
  ipcMain.handle(desktopChannels.pickFolder, (event) =>
    pick(event, { title: 'Open drive', buttonLabel: 'Open drive', properties: ['openDirectory'] }),
  );
  ipcMain.handle(desktopChannels.pickModel, (event) =>
    pick(event, {
      title: 'Open network',
      buttonLabel: 'Open network',
      properties: ['openFile'],
      filters: [
        { name: 'Networks', extensions: [...networkExtensions] },
        { name: 'All files', extensions: ['*'] },
      ],
    }),
  );
  ipcMain.handle(desktopChannels.pickProject, (event) =>
    pick(event, {
      title: 'Open project',
      buttonLabel: 'Open project',
      properties: ['openFile'],
      filters: [projectFilter, { name: 'All files', extensions: ['*'] }],
    }),
  );
  ipcMain.handle(desktopChannels.pickProjectPath, async (event, suggestedPath: unknown) => {
    const window = BrowserWindow.fromWebContents(event.sender);
    if (!isFromPage(event) || !window || typeof suggestedPath !== 'string') return null;
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      title: 'Save project',
      defaultPath: suggestedPath,
      filters: [projectFilter],
    });
    return canceled || !filePath ? null : filePath;
  });
  ipcMain.handle(desktopChannels.pickSavePath, async (event, suggestedName: unknown) => {
    const window = BrowserWindow.fromWebContents(event.sender);
    if (!isFromPage(event) || !window || typeof suggestedName !== 'string') return null;
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      title: 'Export clip',
      defaultPath: basename(suggestedName),
      filters: [{ name: 'MP4 video', extensions: ['mp4'] }],
    });
    return canceled || !filePath ? null : filePath;
  });
  ipcMain.on(desktopChannels.toggleFullScreen, (event) => {
    const window = BrowserWindow.fromWebContents(event.sender);
    if (isFromPage(event)) window?.setFullScreen(!window.isFullScreen());
  });
  ipcMain.on(desktopChannels.showInFolder, (event, path: unknown) => {
    if (isFromPage(event) && typeof path === 'string') shell.showItemInFolder(path);
  });
}
