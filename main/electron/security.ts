import type { IpcMainEvent, IpcMainInvokeEvent, Session, WebContents } from 'electron';

/** Scheme and host of the page: no port is opened on the desktop. */
export const pageOrigin = 'app://steerscope';

/** The page may go nowhere, open nothing and ask for nothing (Electron's security checklist, points 4, 13, 14). */
export function confineWebContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

export function refusePermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
}

/** Whether a message comes from our page's main frame; anything else is not answered. */
export function isFromPage(event: IpcMainEvent | IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  if (!frame || frame.parent !== null) return false;
  return new URL(frame.url).href.startsWith(`${pageOrigin}/`);
}
