import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron';
import { desktopChannels, type DesktopBridge } from '../shared/desktop-bridge.ts';

/** Listeners are wrapped by the context bridge, so removal goes by the function returned here. */
function subscribe(channel: string, listener: (text: string) => void): () => void {
  const relay = (_event: IpcRendererEvent, text: string): void => listener(text);
  ipcRenderer.on(channel, relay);
  return () => ipcRenderer.removeListener(channel, relay);
}

const bridge: DesktopBridge = {
  pickFolder: () => ipcRenderer.invoke(desktopChannels.pickFolder),
  pickModel: () => ipcRenderer.invoke(desktopChannels.pickModel),
  pickSavePath: (suggestedName) => ipcRenderer.invoke(desktopChannels.pickSavePath, suggestedName),
  pickProject: () => ipcRenderer.invoke(desktopChannels.pickProject),
  pickProjectPath: (suggestedPath) => ipcRenderer.invoke(desktopChannels.pickProjectPath, suggestedPath),
  newWindow: () => ipcRenderer.send(desktopChannels.newWindow),
  tell: (state) => ipcRenderer.send(desktopChannels.tell, state),
  pathOfDroppedFile: (file) => webUtils.getPathForFile(file as File),
  showInFolder: (path) => ipcRenderer.send(desktopChannels.showInFolder, path),
  showKeys: (keys) => ipcRenderer.send(desktopChannels.showKeys, keys),
  toggleFullScreen: () => ipcRenderer.send(desktopChannels.toggleFullScreen),
  onCommand: (listener) => subscribe(desktopChannels.command, listener),
  onOpenPath: (listener) => subscribe(desktopChannels.openPath, listener),
};

contextBridge.exposeInMainWorld('steerscopeDesktop', bridge);
