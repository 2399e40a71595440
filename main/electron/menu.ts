import { app, Menu, type BrowserWindow, type MenuItemConstructorOptions } from 'electron';
import { commandGroups, commandNames, type CommandName } from '../../shared/commands.ts';
import { desktopChannels } from '../../shared/desktop-bridge.ts';

/** Electron's word for a key of the table, for display beside the menu item. */
function accelerator(key: string | undefined): string | undefined {
  return key?.replace('Ctrl+', 'CommandOrControl+').replace(/Arrow(Left|Right|Up|Down)$/, '$1');
}

/** The menu holds every command of the page. The page itself answers the keys, so that both hosts act alike. */
export function setMenu(window: BrowserWindow): void {
  const item = ([id, name]: [string, CommandName]): MenuItemConstructorOptions => {
    const shown = accelerator(name.keys[0]);
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
          { role: 'togglefullscreen' },
          { role: 'minimize' },
          ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const, { role: 'reload' } as const]),
        ],
      },
    ]),
  );
}
