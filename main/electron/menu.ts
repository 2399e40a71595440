import { app, ipcMain, Menu, type BrowserWindow, type MenuItemConstructorOptions } from 'electron';
import { commandGroups, commandNames, type CommandName } from '../../shared/commands.ts';
import { desktopChannels } from '../../shared/desktop-bridge.ts';
import { accelerator } from './accelerator.ts';
import { isFromPage } from './security.ts';

/** Shows the menu, with the keys that the page tells it of from then on. */
export function setMenu(window: BrowserWindow): void {
  const keys = Object.entries<CommandName>(commandNames).map(([id, name]) => [id, name.keys[0]]);
  showMenu(window, Object.fromEntries(keys) as Record<string, unknown>);
  ipcMain.on(desktopChannels.showKeys, (event, told: unknown) => {
    if (isFromPage(event) && typeof told === 'object' && told) showMenu(window, told as Record<string, unknown>);
  });
}

/** The menu holds every command of the page. The page itself answers the keys, so that both hosts act alike. */
function showMenu(window: BrowserWindow, keys: Readonly<Record<string, unknown>>): void {
  const item = ([id, name]: [string, CommandName]): MenuItemConstructorOptions => {
    const key = keys[id];
    const shown = typeof key === 'string' ? accelerator(key, process.platform) : null;
    return {
      label: name.title,
      ...(shown ? { accelerator: shown, registerAccelerator: false } : {}),
      click: () => window.webContents.send(desktopChannels.command, id),
    };
  };
  const groups = commandGroups.map((group): MenuItemConstructorOptions => {
    const items = Object.entries<CommandName>(commandNames).filter(([, name]) => name.group === group);
    const quit: MenuItemConstructorOptions[] = group === 'File' ? [{ type: 'separator' }, { role: 'quit' }] : [];
    return { label: group, submenu: [...items.map(item), ...quit] };
  });
  const appMenu: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...appMenu,
      ...groups,
      {
        label: 'Window',
        submenu: [
          { role: 'minimize' },
          ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const, { role: 'reload' } as const]),
        ],
      },
    ]),
  );
}
