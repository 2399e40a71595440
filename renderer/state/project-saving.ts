import type { DesktopBridge } from '../../shared/desktop-bridge.ts';
import { projectExtension } from '../../shared/project.ts';
import type { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { Dialogs } from './dialogs.svelte.ts';
import type { Host } from './host.svelte.ts';
import type { Notices } from './notices.svelte.ts';
import type { Project } from './project.svelte.ts';
import type { Recents } from './recents.svelte.ts';
import type { Session } from './session.svelte.ts';

interface SavingParts {
  /** Null in a browser: then our own dialog asks for the file. */
  readonly desktop: DesktopBridge | null;
  readonly dialogs: Dialogs;
  readonly notices: Notices;
  readonly host: Host;
  readonly session: Session;
  readonly project: Project;
  readonly recents: Recents;
}

/** Asks where to save the project, and whether to write over another file. */
export class ProjectSaving {
  readonly #parts: SavingParts;

  constructor(parts: SavingParts) {
    this.#parts = parts;
  }

  async save(): Promise<void> {
    const { project, notices } = this.#parts;
    const { path } = project;
    if (path === null) return this.saveAs();
    const error = await this.saveTo(path, false);
    if (!error) return;
    if (error.code !== 'file-changed') return notices.error(error);
    notices.offer(error.message, { label: 'Overwrite it', run: () => void this.saveTo(path, true) });
  }

  async saveAs(): Promise<void> {
    const { desktop, dialogs, notices } = this.#parts;
    if (!desktop) return dialogs.show('save-project');
    const path = await desktop.pickProjectPath(this.suggestedPath);
    const error = path ? await this.saveTo(path, true) : null;
    if (error) notices.error(error);
  }

  /** @returns what keeps it from being saved. */
  async saveTo(path: string, overwrite: boolean): Promise<SteerscopeError | null> {
    const { project, recents, notices } = this.#parts;
    const error = await project.save(path, overwrite);
    if (error) return error;
    notices.info('The project is saved.', path);
    await recents.refresh();
    return null;
  }

  /** Beside the project that is open, or in the user's folder under the drive's name. */
  get suggestedPath(): string {
    const { project, session, host } = this.#parts;
    if (project.path !== null) return project.path;
    const folder = host.info?.homeFolder ?? '';
    const name = (session.drive?.name ?? 'untitled')
      .replaceAll(/[\\/:*?"<>|\s]+/g, '_')
      .replace(/\.[a-z0-9]{1,5}$/i, '');
    const separator = folder.includes('\\') ? '\\' : '/';
    return `${folder}${folder.endsWith(separator) ? '' : separator}${name || 'untitled'}.${projectExtension}`;
  }
}
