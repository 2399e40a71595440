import { commandNames, type CommandId, type CommandName } from '../../shared/commands.ts';
import type { Mark } from '../../shared/mark.ts';
import type { Workbench } from './workbench.svelte.ts';
import { fitted, zoomAt } from './zoom.ts';

/** Something the user can do, with the way to do it. */
export interface Command extends CommandName {
  readonly id: CommandId;
  run(): void;
}

/** In CSS pixels. */
const panStep = 48;

/** How each command of the table is done; the keys, the sheet of commands and the desktop's menu all come here. */
export function makeCommands(workbench: Workbench): readonly Command[] {
  const { playback, session, view, dialogs, setup, mapping, dock, layout, marks, timeline, comparison, plots, whatIf } =
    workbench;
  /** A setup keeps its own while the user's hand is in it. */
  const history = (): { undo(): void; redo(): void } => {
    if (dock.inUse && mapping.open) return mapping;
    return dock.inUse && setup.open ? setup : workbench.undo;
  };
  const zoomBy = (factor: number): void => void (view.zoom = zoomAt(view.zoom, factor, 0, 0));
  const goToMark = (mark: Mark | null): void => {
    if (mark) playback.goTo(mark.firstFrame);
  };
  const setDigit = (digit: number): void => {
    if (playback.frameCount > 0) marks.setDigit(digit, playback.frame);
  };
  const actions: Record<CommandId, () => void> = {
    'open-drive': () => void workbench.opening.chooseDrive(),
    'open-network': () => void workbench.opening.chooseNetwork(),
    'open-project': () => void workbench.opening.chooseProject(),
    'save-project': () => void workbench.saving.save(),
    'save-project-as': () => void workbench.saving.saveAs(),
    'new-window': () => workbench.newWindow(),
    'clear-recents': () => void workbench.recents.forget(null),
    undo: () => history().undo(),
    redo: () => history().redo(),
    export: () => dialogs.show('export'),
    'compare-network': () => void workbench.compareWith.chosenNetwork(),
    'network-graph': () => dock.toggle('network-graph'),
    'network-info': () => dialogs.show('network-info'),
    errors: () => dock.toggle('errors'),
    marks: () => dock.toggle('marks'),
    compare: () => dock.toggle('compare'),
    'what-if': () => dock.toggle('what-if'),
    lab: () => dock.toggle('lab'),
    'network-setup': () => dock.toggle('network-setup'),
    'drive-mapping': () => (mapping.open = !mapping.open),
    'follow-drive': () => void session.followDrive(session.info?.driveReading !== 'watching'),
    'follow-network': () => void session.followNetwork(!session.info?.networkVersion?.followed),
    engines: () => (dialogs.engines = true),
    problems: () => dialogs.show('problems'),
    palette: () => dialogs.show('palette'),
    commands: () => dialogs.show('commands'),

    'toggle-play': () => playback.toggle(),
    'play-backwards': () => playback.shuttle(-1),
    stop: () => playback.stop(),
    'play-forwards': () => playback.shuttle(1),
    slower: () => playback.changeSpeed(-1),
    faster: () => playback.changeSpeed(1),
    'real-speed': () => (playback.speed = 1),
    loop: () => playback.nextLoop(),

    'previous-frame': () => playback.step(-1),
    'next-frame': () => playback.step(1),
    'back-10': () => playback.step(-10),
    'forward-10': () => playback.step(10),
    'back-100': () => playback.step(-100),
    'forward-100': () => playback.step(100),
    'back-1s': () => playback.stepSecs(-1),
    'forward-1s': () => playback.stepSecs(1),
    'first-frame': () => playback.step(-playback.frameCount),
    'last-frame': () => playback.step(playback.frameCount),
    'next-break': () => workbench.breaks.go(1),
    'previous-break': () => workbench.breaks.go(-1),
    'go-to': () => (dialogs.goingTo = playback.frameCount > 0),
    'worst-frame': () => workbench.goToWorstFrame(),
    'next-error': () => workbench.errors.goToPeak(1),
    'previous-error': () => workbench.errors.goToPeak(-1),

    'mark-in': () => playback.markIn(),
    'mark-out': () => playback.markOut(),
    'clear-range': () => playback.clearRange(),
    'mark-session': () => workbench.breaks.markSession(playback.frame),

    'bookmark-frame': () => workbench.bookmark('frame'),
    'bookmark-range': () => workbench.bookmark('range'),
    'previous-mark': () => goToMark(marks.previous(playback.frame)),
    'next-mark': () => goToMark(marks.next(playback.frame)),
    'remove-mark': () => {
      for (const { id } of marks.list.filter((mark) => mark.firstFrame === playback.frame)) marks.remove(id);
    },
    'go-to-mark-1': () => goToMark(marks.ofDigit(1)),
    'go-to-mark-2': () => goToMark(marks.ofDigit(2)),
    'go-to-mark-3': () => goToMark(marks.ofDigit(3)),
    'go-to-mark-4': () => goToMark(marks.ofDigit(4)),
    'go-to-mark-5': () => goToMark(marks.ofDigit(5)),
    'go-to-mark-6': () => goToMark(marks.ofDigit(6)),
    'go-to-mark-7': () => goToMark(marks.ofDigit(7)),
    'go-to-mark-8': () => goToMark(marks.ofDigit(8)),
    'go-to-mark-9': () => goToMark(marks.ofDigit(9)),
    'set-mark-1': () => setDigit(1),
    'set-mark-2': () => setDigit(2),
    'set-mark-3': () => setDigit(3),
    'set-mark-4': () => setDigit(4),
    'set-mark-5': () => setDigit(5),
    'set-mark-6': () => setDigit(6),
    'set-mark-7': () => setDigit(7),
    'set-mark-8': () => setDigit(8),
    'set-mark-9': () => setDigit(9),

    'toggle-mask': () => (view.maskVisible = !view.maskVisible),
    'toggle-crop': () => (view.cropVisible = !view.cropVisible),
    'more-opaque': () => view.changeOpacity(0.05),
    'less-opaque': () => view.changeOpacity(-0.05),
    'less-threshold': () => view.changeThreshold(-0.05),
    'more-threshold': () => view.changeThreshold(0.05),
    'next-colour-map': () => view.nextColourMap(workbench.maskIsSigned),
    'mask-drawing': () => view.nextDrawing(),
    'mask-scale': () => view.nextScale(workbench.peak.max),
    'full-colour': () => view.toggleFullColour(session.info?.method ?? 'visual-backprop'),
    'faint-saliency': () => view.nextGamma(),
    'toggle-colour-bar': () => (view.colourBarVisible = !view.colourBarVisible),
    'network-input': () => view.nextInputView(),
    'choose-method': () => (dialogs.methods = true),
    'next-method': () => {
      if (session.model) void workbench.methods.choose(workbench.methods.before);
    },
    'next-comparison': () => {
      if (comparison.entries.length > 0) comparison.nextMode();
      else dock.shown = 'compare';
    },
    'what-if-bypass': () => (whatIf.bypassed = !whatIf.bypassed),
    'toggle-path': () => (view.pathVisible = !view.pathVisible),
    'toggle-wheels': () => (view.wheelsVisible = !view.wheelsVisible),
    'toggle-probe': () => (view.probe = view.probe ? null : view.pointed),
    'probe-left': () => view.moveProbe(-1, 0),
    'probe-right': () => view.moveProbe(1, 0),
    'probe-up': () => view.moveProbe(0, -1),
    'probe-down': () => view.moveProbe(0, 1),
    'zoom-in': () => zoomBy(1.25),
    'zoom-out': () => zoomBy(0.8),
    'zoom-fit': () => (view.zoom = fitted),
    'zoom-actual': () => (view.zoom = { ...fitted, scale: view.actualSizeScale }),
    'timeline-zoom-in': () => timeline.zoomBy(1.5),
    'timeline-zoom-out': () => timeline.zoomBy(1 / 1.5),
    'timeline-fit': () => timeline.fit(),
    'timeline-range': () => timeline.fitRange(),
    'pan-left': () => view.pan(panStep, 0),
    'pan-right': () => view.pan(-panStep, 0),
    'pan-up': () => view.pan(0, panStep),
    'pan-down': () => view.pan(0, -panStep),
    'enlarge-layer': () => workbench.layers.toggle(),
    'deeper-layer': () => workbench.layers.step(1),
    'shallower-layer': () => workbench.layers.step(-1),
    'final-mask': () => {
      if (whatIf.paints) whatIf.tool = null;
      else workbench.layers.back();
    },
    'layout-balanced': () => layout.take('balanced'),
    'layout-camera': () => layout.take('camera'),
    'layout-layers': () => layout.take('layers'),
    'layout-plots': () => layout.take('plots'),
    'toggle-layers': () => (layout.layersShown = !layout.layersShown),
    'toggle-plots': () => (layout.plotsShown = !layout.plotsShown),
    'full-screen': () => workbench.toggleFullScreen(),
    'toggle-theme': () => (view.theme = view.theme === 'light' ? 'dark' : 'light'),

    'plot-tracks': () => (plots.choosing = !plots.choosing),
    'plot-follow': () => (plots.view.follows = !plots.view.follows),
    'plot-zoom-in': () => plots.zoom(1.5),
    'plot-zoom-out': () => plots.zoom(1 / 1.5),
    'plot-pan-left': () => plots.view.panByShare(-0.1),
    'plot-pan-right': () => plots.view.panByShare(0.1),
    'plot-zoom-range': () => plots.zoomToMeasured(),
    'plot-fit': () => plots.view.fit(),
    'plot-zoom-back': () => plots.view.back(),
    'plot-zoom-forward': () => plots.view.forward(),
    'plot-measure': () => plots.measureRange(),
    'plot-cursor-a': () => plots.toggleCursor('a'),
    'plot-cursor-b': () => plots.toggleCursor('b'),
    'plot-clear-cursors': () => plots.measures.clearCursors(),
    'plot-gauges': () => (plots.gaugesVisible = !plots.gaugesVisible),
    'plot-save-png': () => plots.save?.('png'),
    'plot-save-svg': () => plots.save?.('svg'),
    'plot-save-csv': () => plots.save?.('csv'),
  };
  return Object.entries(commandNames).map(([id, name]) => ({
    ...name,
    id: id as CommandId,
    run: actions[id as CommandId],
  }));
}
