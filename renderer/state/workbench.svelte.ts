import { getContext, setContext } from 'svelte';
import type { DesktopBridge } from '../../shared/desktop-bridge.ts';
import type { FrameAnalysis } from '../../shared/analysis.ts';
import { isNetworkName } from '../../shared/network-names.ts';
import { methodFacts, type SaliencyMethod } from '../../shared/saliency-methods.ts';
import { isProjectName, projectExtension, type RecentKind } from '../../shared/project.ts';
import type { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { ApiClient } from '../api.ts';
import { askedByAddress } from './asked-by-address.ts';
import { AnalysisLoader } from './analysis-loader.svelte.ts';
import { Breaks } from './breaks.svelte.ts';
import { networkRequest } from './ask-again.ts';
import type { ComparedNetwork } from './compared-network.svelte.ts';
import { Comparison } from './comparison.svelte.ts';
import { Dialogs } from './dialogs.svelte.ts';
import { Dock } from './dock.svelte.ts';
import { DriveErrors } from './drive-errors.svelte.ts';
import { DriveMappingSetup } from './drive-mapping.svelte.ts';
import { ExportJob } from './export-job.svelte.ts';
import { EngineMenu } from './engine-menu.svelte.ts';
import { FrameFigureSeries } from './frame-figures.svelte.ts';
import { Layout } from './layout.svelte.ts';
import { KeyBindings } from './key-bindings.svelte.ts';
import { Lab } from './lab.svelte.ts';
import { Layers } from './layers.svelte.ts';
import { Marks } from './marks.svelte.ts';
import { MaskPeaks } from './mask-peaks.svelte.ts';
import { methodPaletteEntries } from './method-entries.ts';
import { NetworkSetup } from './network-setup.svelte.ts';
import { Notices } from './notices.svelte.ts';
import type { PaletteEntry } from './palette-entries.ts';
import { parseGoTo, type GoTo } from './parse-go-to.ts';
import type { Peak } from './peak-table.ts';
import { Playback } from './playback.svelte.ts';
import { Plots } from './plots.svelte.ts';
import { PlacePart } from './place-part.ts';
import { Project } from './project.svelte.ts';
import { comparePart, dockPart, lookPart, marksPart, plotsPart, whatIfPart, zoomPart } from './project-parts.ts';
import { recentEntries } from './recent-entries.ts';
import { Recents } from './recents.svelte.ts';
import { Session } from './session.svelte.ts';
import { TimelineView } from './timeline-view.svelte.ts';
import { Undo } from './undo.svelte.ts';
import { View } from './view.svelte.ts';
import { WhatIf } from './what-if.svelte.ts';

/** Everything a panel may need, handed down by context: two windows never share any of it. */
export class Workbench {
  readonly notices = new Notices();
  readonly dialogs = new Dialogs();
  readonly keys = new KeyBindings();
  /** What the palette finds besides commands and places of the drive. */
  readonly paletteSources: (() => readonly PaletteEntry[])[] = [];
  readonly playback = new Playback();
  readonly view = new View();
  readonly timeline = new TimelineView(this.playback);
  readonly loader: AnalysisLoader;
  readonly exportJob: ExportJob;
  readonly session: Session;
  readonly breaks: Breaks;
  readonly errors: DriveErrors;
  readonly dock = new Dock();
  readonly layout = new Layout();
  readonly marks = new Marks();
  readonly comparison: Comparison;
  readonly whatIf: WhatIf;
  /** Of the mask, over the whole drive. */
  readonly figures = new FrameFigureSeries();
  readonly maskPeaks = new MaskPeaks(this.figures, () => this.session.info?.method);
  readonly plots: Plots;
  /** Of marks, range and view. */
  readonly undo: Undo;
  readonly project: Project;
  readonly recents: Recents;
  readonly setup: NetworkSetup;
  readonly lab: Lab;
  readonly mapping: DriveMappingSetup;
  readonly engines: EngineMenu;
  readonly layers: Layers;
  readonly api: ApiClient;
  /** What only the desktop has; null in a browser. */
  readonly desktop: DesktopBridge | null;

  #methodBefore: SaliencyMethod = 'occlusion';

  constructor(api: ApiClient, desktop: DesktopBridge | null) {
    this.api = api;
    this.desktop = desktop;
    this.exportJob = new ExportJob(api);
    this.loader = new AnalysisLoader(
      (analysis) => {
        if (this.session.edits.length === 0) {
          this.session.took(analysis);
          this.maskPeaks.took(analysis);
        }
        this.layers.took(analysis);
      },
      () => {
        this.maskPeaks.forget();
        this.layers.forget();
      },
    );
    this.session = new Session({
      api,
      notices: this.notices,
      playback: this.playback,
      loader: this.loader,
      exportJob: this.exportJob,
      figures: this.figures,
      fit: () => this.setup.fit,
      lab: () => this.lab,
      whatIf: () => this.whatIf.run,
    });
    const { session, view, loader, playback } = this;
    const onAnalysis = (analysis: FrameAnalysis): void => this.maskPeaks.took(analysis);
    this.layers = new Layers({ api, session, view, loader, playback, onAnalysis });
    this.comparison = new Comparison(api, this.session);
    this.whatIf = new WhatIf({ api, session, loader, playback, dock: this.dock });
    this.lab = new Lab(api, this.session, this.playback);
    this.setup = new NetworkSetup(api, this.session, this.dock);
    this.mapping = new DriveMappingSetup(api, this.session, this.dock);
    this.breaks = new Breaks(this.session, this.playback);
    this.errors = new DriveErrors(this.session, this.playback, this.breaks, this.notices);
    this.plots = new Plots(session, playback, this.figures, this.comparison, this.whatIf);
    const { marks, notices, dialogs, comparison, plots, whatIf } = this;
    this.recents = new Recents(api);
    this.undo = new Undo({ marks, playback, view, whatIf, stageCount: () => session.model?.stages.length ?? 0 });
    const place = new PlacePart(playback, () => session.info?.driveReading !== 'first-frames');
    this.project = new Project({
      ...{ api, session, playback, marks, view, comparison, undo: this.undo, notices, dialogs, place },
      parts: [
        ...[marksPart(marks), place, zoomPart(view), lookPart(view)],
        ...[dockPart(this.dock), plotsPart(plots), comparePart(comparison), whatIfPart(whatIf)],
      ],
    });
    this.paletteSources.push(
      () => methodPaletteEntries(this),
      () => recentEntries(this),
    );
    this.engines = new EngineMenu(api, this.session);
  }

  /** The whole screen for the window, or back. */
  toggleFullScreen(): void {
    if (this.desktop) this.desktop.toggleFullScreen();
    else if (document.fullscreenElement) void document.exitFullscreen();
    else void document.documentElement.requestFullscreen().catch(() => undefined);
  }

  /**
   * Opens what this window is to show first.
   * @param query of the page's address.
   */
  async start(query = ''): Promise<void> {
    const asked = askedByAddress(query);
    await this.session.start(asked === 'initial');
    await this.recents.refresh();
    const project = this.session.host?.project;
    if (typeof asked === 'object') await this.openPath(asked.path);
    else if (asked === 'initial' && project) await this.openPath(project, 'project');
  }

  async chooseProject(): Promise<void> {
    if (!this.desktop) return this.dialogs.show('open-project');
    const path = await this.desktop.pickProject();
    if (path) await this.openPath(path, 'project');
  }

  async saveProject(): Promise<void> {
    const { path } = this.project;
    if (path === null) return this.saveProjectAs();
    const error = await this.project.save(path, false);
    if (!error) return void this.recents.refresh();
    if (error.code !== 'file-changed') return this.notices.error(error);
    this.notices.offer(error.message, { label: 'Overwrite it', run: () => void this.saveProjectTo(path, true) });
  }

  async saveProjectAs(): Promise<void> {
    if (!this.desktop) return this.dialogs.show('save-project');
    const path = await this.desktop.pickProjectPath(this.suggestedProjectPath);
    const error = path ? await this.saveProjectTo(path, true) : null;
    if (error) this.notices.error(error);
  }

  /** @returns what keeps it from being saved. */
  async saveProjectTo(path: string, overwrite: boolean): Promise<SteerscopeError | null> {
    const error = await this.project.save(path, overwrite);
    if (!error) await this.recents.refresh();
    return error;
  }

  /** Beside the project that is open, or in the user's folder under the drive's name. */
  get suggestedProjectPath(): string {
    const { project, session } = this;
    if (project.path !== null) return project.path;
    const folder = session.host?.homeFolder ?? '';
    const name = (session.drive?.name ?? 'untitled')
      .replaceAll(/[\\/:*?"<>|\s]+/g, '_')
      .replace(/\.[a-z0-9]{1,5}$/i, '');
    const separator = folder.includes('\\') ? '\\' : '/';
    return `${folder}${folder.endsWith(separator) ? '' : separator}${name || 'untitled'}.${projectExtension}`;
  }

  newWindow(): void {
    if (this.desktop) this.desktop.newWindow();
    else window.open('/?new', '_blank', 'noopener');
  }

  /** Where something of a project is now; null: the user does not say. */
  locate(kind: 'drive' | 'network'): Promise<string | null> {
    if (!this.desktop) return this.dialogs.locate(kind);
    return kind === 'drive' ? this.desktop.pickFolder() : this.desktop.pickModel();
  }

  /** Ask for a drive: by the system's dialog where there is one, else by our own. */
  async chooseDrive(): Promise<void> {
    if (!this.desktop) return this.dialogs.show('open-drive');
    const path = await this.desktop.pickFolder();
    if (path) await this.openPath(path, 'drive');
  }

  async chooseNetwork(): Promise<void> {
    if (!this.desktop) return this.dialogs.show('open-network');
    const path = await this.desktop.pickModel();
    if (path) await this.openPath(path, 'network');
  }

  /** Ask for a network to compare with the one that is open. */
  async chooseComparedNetwork(): Promise<void> {
    if (!this.desktop) return this.dialogs.show('compare-network');
    const path = await this.desktop.pickModel();
    if (path) await this.compareNetworkAt(path);
  }

  /** Something dropped or picked by the system. */
  async compareNetworkAt(path: string): Promise<void> {
    const error = await this.compareNetwork(path);
    if (error) this.notices.error(error);
  }

  /** @returns what keeps it from being compared, or null. */
  compareNetwork(path: string): Promise<SteerscopeError | null> {
    return this.comparison.add({ modelPath: path, ...this.engines.asked });
  }

  /** The open network once more, read and run as it is now: what is changed from here on is beside it. */
  async compareSnapshot(): Promise<void> {
    const { info } = this.session;
    const request = networkRequest(info);
    if (!request) return;
    const error = await this.comparison.add({ ...request, preprocessing: info?.preprocessing ?? null });
    if (error) this.notices.error(error);
  }

  /** Makes the masks of the main network by another method. */
  async chooseMethod(method: SaliencyMethod): Promise<void> {
    const before = this.session.info?.method;
    const error = await this.session.configure({ method });
    if (error) this.notices.error(error);
    else if (before && before !== method) this.#methodBefore = before;
  }

  /** The method that was used before this one. */
  get methodBefore(): SaliencyMethod {
    const method = this.session.info?.method;
    return method !== this.#methodBefore
      ? this.#methodBefore
      : method === 'occlusion'
        ? 'visual-backprop'
        : 'occlusion';
  }

  /** The open network once more, its masks made by another method. */
  async compareMethod(method: SaliencyMethod): Promise<void> {
    const request = networkRequest(this.session.info);
    if (!request) return;
    const error = await this.comparison.add({ ...request, method });
    if (error) this.notices.error(error);
  }

  /** Makes a compared network the main one, which takes its place among the compared. */
  async makeMain(entry: ComparedNetwork): Promise<void> {
    const before = networkRequest(this.session.info);
    const { modelPath, ...how } = networkRequest(entry.info) ?? entry.request;
    const error = await this.session.openNetwork(modelPath, how);
    if (error) return this.notices.error(error);
    this.view.stage = null;
    this.setup.forget();
    if (before) this.comparison.replace(entry, before);
    else this.comparison.remove(entry);
  }

  /** The frame that words as `120`, `12.5s`, `+20` or `row 377` mean; null for no words. */
  placeOf(text: string): GoTo | null {
    const { frame, frameCount, timeSecs } = this.playback;
    return parseGoTo(text, { frame, frameCount, timeSecs, logRow: this.session.columns?.logRow ?? null });
  }

  /** To the frame with the largest error in the marked range, or in the whole drive. */
  goToWorstFrame(): void {
    const { range } = this.playback;
    const worst = this.session.series.worstFrame(range.first, range.last + 1);
    if (worst !== null) this.playback.goTo(worst);
  }

  /**
   * Bookmarks the frame, or the marked range. Where that is one already, its name opens in the panel, as a second M does
   * in an editor.
   */
  bookmark(what: 'frame' | 'range'): void {
    const { playback, marks, dock, notices } = this;
    if (playback.frameCount === 0) return;
    if (what === 'range' && !playback.hasRange)
      return notices.info('No range is marked.', 'Mark its start with I and its end with O.');
    const { first, last } = what === 'range' ? playback.range : { first: playback.frame, last: playback.frame };
    const before = marks.list;
    const { id } = marks.at({ firstFrame: first, lastFrame: last });
    if (marks.list !== before) return;
    marks.selected = id;
    dock.shown = 'marks';
  }

  /** Whether the main network's mask, or what of its layers is in its place, has a sign. */
  get maskIsSigned(): boolean {
    const method = this.session.info?.method;
    return this.view.stage === null && method !== undefined && methodFacts[method].signed;
  }

  /** The largest saliency known so far in the marked range, or in the whole drive, of what lies over the picture. */
  get peak(): Peak {
    const { first, last } = this.playback.range;
    return this.maskPeaks.over(first, last, this.view.stage);
  }

  /** @returns what keeps it from opening, or null. */
  async open(path: string, kind: RecentKind): Promise<SteerscopeError | null> {
    const error = await (kind === 'drive'
      ? this.#openDrive(path)
      : kind === 'network'
        ? this.#openNetwork(path)
        : this.project.open(path));
    if (!error) void this.recents.refresh();
    return error;
  }

  async #openDrive(path: string): Promise<SteerscopeError | null> {
    const left = this.mapping.isOpen && this.mapping.unsaved ? this.session.drive : null;
    await this.project.flush();
    const error = await this.session.openDrive(path);
    if (error) return error;
    this.setup.fit.forget();
    this.lab.forget();
    this.timeline.fit();
    this.mapping.driveOpened();
    if (left)
      this.notices.warn(
        `What was said of the columns of ${left.name} was not saved, and is gone: ${left.path}`,
        'Next time, save it before you open another drive.',
      );
    return null;
  }

  async #openNetwork(path: string): Promise<SteerscopeError | null> {
    const left = this.setup.unsaved ? this.session.model : null;
    const error = await this.session.openNetwork(path);
    if (error) return error;
    this.view.stage = null;
    this.setup.forget();
    if (left)
      this.notices.warn(
        `The changed preprocessing of ${left.name} was not saved, and is gone: ${left.path}`,
        'Next time, save it beside the network before you open another.',
      );
    return null;
  }

  /** Something chosen, dropped or handed over by the system: unless told, a network by its extension, else a drive. */
  async openPath(path: string, told?: RecentKind): Promise<void> {
    const kind = told ?? kindOf(path);
    let error = await this.open(path, kind);
    // A folder may also hold a network (SavedModel).
    if (!told && error?.code === 'not-a-drive' && !(await this.open(path, 'network'))) {
      this.session.driveError = null;
      error = null;
    }
    // Where nothing is open the empty panel says it.
    const stays = kind === 'drive' ? this.session.drive : kind === 'network' ? this.session.model : true;
    if (error && stays) this.notices.error(error);
  }
}

function kindOf(path: string): RecentKind {
  if (isProjectName(path)) return 'project';
  return isNetworkName(path) ? 'network' : 'drive';
}

const key = Symbol('workbench');

export function provideWorkbench(workbench: Workbench): void {
  setContext(key, workbench);
}

export function useWorkbench(): Workbench {
  return getContext<Workbench>(key);
}
