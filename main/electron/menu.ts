import { app, BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron';
import { basename } from 'node:path';
import { commandGroups, commandNames, type CommandId, type CommandName } from '../../shared/commands.ts';
import { desktopChannels, type WindowState } from '../../shared/desktop-bridge.ts';
import type { Recent } from '../../shared/project.ts';
import { accelerator } from './accelerator.ts';

/** What the menu shows beside the commands. */
export interface MenuState {
  /** Of the window in front. */
  readonly undo: WindowState['undo'];
  readonly redo: WindowState['redo'];
  /** The key of each command, as in the command table, by its id. */
  readonly keys: Readonly<Record<string, unknown>>;
  /** The newest first. */
  readonly recents: readonly Recent[];
}

/** What the menu asks of the desktop itself. */
export interface MenuActions {
  newWindow(): void;
  openPath(path: string): void;
  clearRecents(): void;
}

/** The keys that commands have where the user has not bound others. */
export const usualKeys: MenuState['keys'] = Object.fromEntries(
  Object.entries<CommandName>(commandNames).map(([id, name]) => [id, name.keys[0]]),
);

/** The menu holds every command of the page. The page itself answers the keys, so that both hosts act alike. */
export function setMenu({ undo, redo, keys, recents }: MenuState, actions: MenuActions): void {
  const said: Partial<Record<CommandId, string | null>> = {
    undo: undo && `Undo: ${undo}`,
    redo: redo && `Redo: ${redo}`,
  };
  const item = ([id, name]: [string, CommandName]): MenuItemConstructorOptions => {
    const key = keys[id];
    const shown = typeof key === 'string' ? accelerator(key, process.platform) : null;
    return {
      label: said[id as CommandId] ?? name.title,
      ...(shown ? { accelerator: shown, registerAccelerator: false } : {}),
      // On macOS the menu is there without a window, too.
      click: () =>
        id === 'new-window'
          ? actions.newWindow()
          : BrowserWindow.getFocusedWindow()?.webContents.send(desktopChannels.command, id),
    };
  };
  const recent: MenuItemConstructorOptions = {
    label: 'Open recent',
    enabled: recents.length > 0,
    submenu: [
      ...recents.map(({ kind, path, exists }) => ({
        label: `${basename(path)} (${kind})`,
        sublabel: path,
        enabled: exists,
        click: () => actions.openPath(path),
      })),
      { type: 'separator' },
      { label: 'Clear the list', click: () => actions.clearRecents() },
    ],
  };
  const groups = commandGroups.map((group): MenuItemConstructorOptions => {
    const items = Object.entries<CommandName>(commandNames).filter(([, name]) => name.group === group);
    const further: MenuItemConstructorOptions[] =
      group === 'File' ? [{ type: 'separator' }, recent, { type: 'separator' }, { role: 'quit' }] : [];
    return { label: group, submenu: [...items.map(item), ...further] };
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
          { role: 'close' },
          ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const, { role: 'reload' } as const]),
        ],
      },
    ]),
  );
}
