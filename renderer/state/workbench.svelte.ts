import { getContext, setContext } from 'svelte';
import type { DesktopBridge } from '../../shared/desktop-bridge.ts';
import { isAtPercentile } from '../../shared/annotate/full-colour.ts';
import type { FrameAnalysis } from '../../shared/analysis.ts';
import type { Problem } from '../../shared/problem.ts';
import { methodFacts } from '../../shared/saliency-methods.ts';
import type { ApiClient } from '../api.ts';
import { AnalysisLoader } from './analysis-loader.svelte.ts';
import { Breaks } from './breaks.svelte.ts';
import { CompareWith } from './compare-with.ts';
import { Comparison } from './comparison.svelte.ts';
import { Dialogs } from './dialogs.svelte.ts';
import { Dock } from './dock.svelte.ts';
import { DriveErrors } from './drive-errors.svelte.ts';
import { DriveMappingSetup } from './drive-mapping.svelte.ts';
import { ExportJob } from './export-job.svelte.ts';
import { EngineMenu } from './engine-menu.svelte.ts';
import { FrameFigureSeries } from './frame-figures.svelte.ts';
import { Host } from './host.svelte.ts';
import { Layout } from './layout.svelte.ts';
import { KeyBindings } from './key-bindings.svelte.ts';
import { Lab } from './lab.svelte.ts';
import { Layers } from './layers.svelte.ts';
import { Marks } from './marks.svelte.ts';
import { MaskPeaks } from './mask-peaks.svelte.ts';
import { MethodChoice } from './method-choice.ts';
import { methodPaletteEntries } from './method-entries.ts';
import { NetworkSetup } from './network-setup.svelte.ts';
import { Notices } from './notices.svelte.ts';
import { Opening } from './opening.ts';
import type { PaletteEntry } from './palette-entries.ts';
import { parseGoTo, type GoTo } from './parse-go-to.ts';
import type { Peak } from './peak-table.ts';
import { Playback } from './playback.svelte.ts';
import { Plots } from './plots.svelte.ts';
import { PlacePart } from './place-part.ts';
import { Project } from './project.svelte.ts';
import { ProjectSaving } from './project-saving.ts';
import { comparePart, dockPart, lookPart, marksPart, plotsPart, whatIfPart, zoomPart } from './project-parts.ts';
import { recentEntries } from './recent-entries.ts';
import { Recents } from './recents.svelte.ts';
import { Session } from './session.svelte.ts';
import { SessionJobs } from './session-jobs.ts';
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
  readonly host: Host;
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
  readonly opening: Opening;
  readonly saving: ProjectSaving;
  readonly compareWith: CompareWith;
  readonly methods: MethodChoice;
  readonly setup: NetworkSetup;
  readonly lab: Lab;
  readonly mapping: DriveMappingSetup;
  readonly engines: EngineMenu;
  readonly layers: Layers;
  readonly api: ApiClient;
  /** What only the desktop has; null in a browser. */
  readonly desktop: DesktopBridge | null;

  constructor(api: ApiClient, desktop: DesktopBridge | null) {
    this.api = api;
    this.desktop = desktop;
    this.host = new Host(api);
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
      figures: this.figures,
      jobs: new SessionJobs({
        exportJob: this.exportJob,
        fit: () => this.setup.fit,
        lab: () => this.lab,
        whatIf: () => this.whatIf.run,
      }),
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
    this.methods = new MethodChoice(session, notices);
    this.opening = new Opening(this);
    this.saving = new ProjectSaving(this);
    this.compareWith = new CompareWith(this);
  }

  /** Everything that is wrong with what is open, or doubtful. */
  get problems(): readonly Problem[] {
    return [...this.project.problems, ...this.session.problems];
  }

  /** The whole screen for the window, or back. */
  toggleFullScreen(): void {
    if (this.desktop) this.desktop.toggleFullScreen();
    else if (document.fullscreenElement) void document.exitFullscreen();
    else void document.documentElement.requestFullscreen().catch(() => undefined);
  }

  newWindow(): void {
    if (this.desktop) this.desktop.newWindow();
    else window.open('/?new', '_blank', 'noopener');
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

  /** Whether the full colour of the main network's masks begins at the 99th percentile. */
  get atPercentile(): boolean {
    const method = this.session.info?.method;
    return method !== undefined && isAtPercentile(this.view, method);
  }

  /** The largest full colour known so far in the marked range, or in the whole drive, of what lies over the picture. */
  get peak(): Peak {
    const { first, last } = this.playback.range;
    const { stage } = this.view;
    return this.maskPeaks.over(first, last, stage === null ? { atPercentile: this.atPercentile } : { stage });
  }
}

const key = Symbol('workbench');

export function provideWorkbench(workbench: Workbench): void {
  setContext(key, workbench);
}

export function useWorkbench(): Workbench {
  return getContext<Workbench>(key);
}
