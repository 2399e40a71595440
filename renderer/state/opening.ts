import type { DesktopBridge } from '../../shared/desktop-bridge.ts';
import type { HostInfo } from '../../shared/host-info.ts';
import { isNetworkName } from '../../shared/network-names.ts';
import { isProjectName, type RecentKind } from '../../shared/project.ts';
import type { SteerscopeError } from '../../shared/steerscope-error.ts';
import { networkRequest } from './ask-again.ts';
import { askedByAddress } from './asked-by-address.ts';
import type { ComparedNetwork } from './compared-network.svelte.ts';
import type { Comparison } from './comparison.svelte.ts';
import type { Dialogs } from './dialogs.svelte.ts';
import type { DriveMappingSetup } from './drive-mapping.svelte.ts';
import { recalledEngine } from './engine-menu.svelte.ts';
import type { Host } from './host.svelte.ts';
import type { Lab } from './lab.svelte.ts';
import type { NetworkSetup } from './network-setup.svelte.ts';
import type { Notices } from './notices.svelte.ts';
import type { Project } from './project.svelte.ts';
import type { Recents } from './recents.svelte.ts';
import type { Session } from './session.svelte.ts';
import type { TimelineView } from './timeline-view.svelte.ts';
import type { View } from './view.svelte.ts';

interface OpeningParts {
  /** Null in a browser: then our own dialogs ask. */
  readonly desktop: DesktopBridge | null;
  readonly dialogs: Dialogs;
  readonly notices: Notices;
  readonly host: Host;
  readonly session: Session;
  readonly project: Project;
  readonly recents: Recents;
  readonly comparison: Comparison;
  /** What is of the drive or the network that is left, and forgotten with it. */
  readonly setup: NetworkSetup;
  readonly mapping: DriveMappingSetup;
  readonly lab: Lab;
  readonly timeline: TimelineView;
  readonly view: View;
}

/** How drives, networks and projects come into the window: asked for, dropped, handed over by the system. */
export class Opening {
  readonly #parts: OpeningParts;

  constructor(parts: OpeningParts) {
    this.#parts = parts;
    parts.session.onNetworkReplaced = () => this.#networkOpened();
  }

  /**
   * Opens what this window is to show first.
   * @param query of the page's address.
   */
  async start(query = ''): Promise<void> {
    const { host, recents } = this.#parts;
    const asked = askedByAddress(query);
    const info = await host.ask();
    if (asked === 'initial' && info && !info.project) await this.#openInitial(info.initial);
    await recents.refresh();
    if (typeof asked === 'object') await this.openPath(asked.path);
    else if (asked === 'initial' && info?.project) await this.openPath(info.project, 'project');
  }

  /** Ask for a drive: by the system's dialog where there is one, else by our own. */
  async chooseDrive(): Promise<void> {
    const { desktop, dialogs } = this.#parts;
    if (!desktop) return dialogs.show('open-drive');
    const path = await desktop.pickFolder();
    if (path) await this.openPath(path, 'drive');
  }

  async chooseNetwork(): Promise<void> {
    const { desktop, dialogs } = this.#parts;
    if (!desktop) return dialogs.show('open-network');
    const path = await desktop.pickModel();
    if (path) await this.openPath(path, 'network');
  }

  async chooseProject(): Promise<void> {
    const { desktop, dialogs } = this.#parts;
    if (!desktop) return dialogs.show('open-project');
    const path = await desktop.pickProject();
    if (path) await this.openPath(path, 'project');
  }

  /** Where something of a project is now; null: the user does not say. */
  locate(kind: 'drive' | 'network'): Promise<string | null> {
    const { desktop, dialogs } = this.#parts;
    if (!desktop) return dialogs.locate(kind);
    return kind === 'drive' ? desktop.pickFolder() : desktop.pickModel();
  }

  /** Something chosen, dropped or handed over by the system: unless told, a network by its extension, else a drive. */
  async openPath(path: string, told?: RecentKind): Promise<void> {
    const { session, notices } = this.#parts;
    const kind = told ?? kindOf(path);
    let error = await this.open(path, kind);
    // A folder may also hold a network (SavedModel).
    if (!told && error?.code === 'not-a-drive' && !(await this.open(path, 'network'))) {
      session.driveError = null;
      error = null;
    }
    // Where nothing is open the empty panel says it.
    const stays = kind === 'drive' ? session.drive : kind === 'network' ? session.model : true;
    if (error && stays) notices.error(error);
  }

  /** @returns what keeps it from opening, or null. */
  async open(path: string, kind: RecentKind): Promise<SteerscopeError | null> {
    const { project, recents } = this.#parts;
    const error = await (kind === 'drive'
      ? this.#openDrive(path)
      : kind === 'network'
        ? this.#openNetwork(path)
        : project.open(path));
    if (!error) void recents.refresh();
    return error;
  }

  /** Makes a compared network the main one, which takes its place among the compared. */
  async makeMain(entry: ComparedNetwork): Promise<void> {
    const { session, comparison, notices } = this.#parts;
    const before = networkRequest(session.info);
    const { modelPath, ...how } = networkRequest(entry.info) ?? entry.request;
    const error = await session.openNetwork(modelPath, how);
    if (error) return notices.error(error);
    this.#networkOpened();
    if (before) comparison.replace(entry, before);
    else comparison.remove(entry);
  }

  /** The drive, so that there is a picture, then the network. */
  async #openInitial({ drivePath, mapping, watch, modelPath, ...how }: HostInfo['initial']): Promise<void> {
    const { session } = this.#parts;
    if (drivePath) await session.openDrive(drivePath, { mapping, watch });
    if (modelPath) await session.openNetwork(modelPath, { ...recalledEngine(), ...how });
  }

  async #openDrive(path: string): Promise<SteerscopeError | null> {
    const { session, project, notices, mapping, setup, lab, timeline } = this.#parts;
    const left = mapping.isOpen && mapping.unsaved ? session.drive : null;
    await project.flush();
    const error = await session.openDrive(path);
    if (error) return error;
    setup.fit.forget();
    lab.forget();
    timeline.fit();
    mapping.driveOpened();
    if (left)
      notices.warn(
        `What was said of the columns of ${left.name} was not saved, and is gone: ${left.path}`,
        'Next time, save it before you open another drive.',
      );
    return null;
  }

  async #openNetwork(path: string): Promise<SteerscopeError | null> {
    const { session, notices, setup } = this.#parts;
    const left = setup.unsaved ? session.model : null;
    const error = await session.openNetwork(path);
    if (error) return error;
    this.#networkOpened();
    if (left)
      notices.warn(
        `The changed preprocessing of ${left.name} was not saved, and is gone: ${left.path}`,
        'Next time, save it beside the network before you open another.',
      );
    return null;
  }

  /** The layer that is shown and the setup were the last network's. */
  #networkOpened(): void {
    const { view, setup } = this.#parts;
    view.stage = null;
    setup.forget();
  }
}

function kindOf(path: string): RecentKind {
  if (isProjectName(path)) return 'project';
  return isNetworkName(path) ? 'network' : 'drive';
}
