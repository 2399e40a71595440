import type { Workbench } from './workbench.svelte.ts';
import { fitted, zoomAt } from './zoom.ts';

export const commandGroups = ['Play', 'Step', 'Range', 'View', 'File'] as const;

/** Something the user can do. One table feeds the keys, the sheet of commands, the tooltips and the desktop's menu. */
export interface Command {
  /** Stable: the desktop's menu calls commands by it. */
  readonly id: string;
  readonly title: string;
  readonly group: (typeof commandGroups)[number];
  /** Names as `keyName` gives them; the first is shown in tooltips. */
  readonly keys: readonly string[];
  /** Holding the key down runs it again and again. */
  readonly repeats?: boolean;
  run(): void;
}

export function makeCommands(workbench: Workbench): readonly Command[] {
  const { playback, view, dialogs, session } = workbench;
  const step = (id: string, title: string, keys: readonly string[], run: () => void): Command => {
    return { id, title, group: 'Step', keys, repeats: true, run };
  };
  return [
    { id: 'toggle-play', title: 'Play or pause', group: 'Play', keys: ['Space'], run: () => playback.toggle() },
    {
      id: 'play-backwards',
      title: 'Play backwards; again: faster',
      group: 'Play',
      keys: ['J'],
      run: () => playback.shuttle(-1),
    },
    { id: 'stop', title: 'Stop; again: speed 1×', group: 'Play', keys: ['K'], run: () => playback.stop() },
    {
      id: 'play-forwards',
      title: 'Play forwards; again: faster',
      group: 'Play',
      keys: ['L'],
      run: () => playback.shuttle(1),
    },
    { id: 'slower', title: 'Slower', group: 'Play', keys: ['['], run: () => playback.changeSpeed(-1) },
    { id: 'faster', title: 'Faster', group: 'Play', keys: [']'], run: () => playback.changeSpeed(1) },
    { id: 'real-speed', title: 'Speed 1×', group: 'Play', keys: ['Backspace'], run: () => (playback.speed = 1) },
    {
      id: 'loop',
      title: 'Loop the range, or the whole drive',
      group: 'Play',
      keys: ['\\'],
      run: () => (playback.looping = !playback.looping),
    },

    step('previous-frame', 'Previous frame', ['ArrowLeft', ','], () => playback.step(-1)),
    step('next-frame', 'Next frame', ['ArrowRight', '.'], () => playback.step(1)),
    step('back-10', 'Back 10 frames', ['Shift+ArrowLeft'], () => playback.step(-10)),
    step('forward-10', 'Forward 10 frames', ['Shift+ArrowRight'], () => playback.step(10)),
    step('back-100', 'Back 100 frames', ['Ctrl+ArrowLeft'], () => playback.step(-100)),
    step('forward-100', 'Forward 100 frames', ['Ctrl+ArrowRight'], () => playback.step(100)),
    step('back-1s', 'Back 1 second', ['PageUp'], () => playback.stepSecs(-1)),
    step('forward-1s', 'Forward 1 second', ['PageDown'], () => playback.stepSecs(1)),
    step('first-frame', 'First frame', ['Home'], () => playback.step(-playback.frameCount)),
    step('last-frame', 'Last frame', ['End'], () => playback.step(playback.frameCount)),
    { id: 'go-to', title: 'Go to a frame or time', group: 'Step', keys: ['G'], run: () => (dialogs.goingTo = true) },
    {
      id: 'worst-frame',
      title: 'Frame with the largest error in the range',
      group: 'Step',
      keys: ['W'],
      run: () => {
        const worst = session.series.worstFrame(playback.range.first, playback.range.last + 1);
        if (worst !== null) playback.step(worst - playback.frame);
      },
    },

    { id: 'mark-in', title: 'Mark the start of the range', group: 'Range', keys: ['I'], run: () => playback.markIn() },
    { id: 'mark-out', title: 'Mark the end of the range', group: 'Range', keys: ['O'], run: () => playback.markOut() },
    { id: 'clear-range', title: 'Clear the range', group: 'Range', keys: ['Alt+X'], run: () => playback.clearRange() },

    {
      id: 'toggle-mask',
      title: 'Show or hide the mask',
      group: 'View',
      keys: ['V'],
      run: () => (view.maskVisible = !view.maskVisible),
    },
    {
      id: 'toggle-crop',
      title: "Show or hide the network's crop",
      group: 'View',
      keys: ['C'],
      run: () => (view.cropVisible = !view.cropVisible),
    },
    {
      id: 'more-opaque',
      title: 'Mask more opaque',
      group: 'View',
      keys: ['ArrowUp'],
      repeats: true,
      run: () => view.changeOpacity(0.05),
    },
    {
      id: 'less-opaque',
      title: 'Mask less opaque',
      group: 'View',
      keys: ['ArrowDown'],
      repeats: true,
      run: () => view.changeOpacity(-0.05),
    },
    { id: 'next-colour-map', title: 'Next colour map', group: 'View', keys: ['M'], run: () => view.nextColourMap() },
    {
      id: 'zoom-in',
      title: 'Zoom into the picture',
      group: 'View',
      keys: ['+', '='],
      repeats: true,
      run: () => (view.zoom = zoomAt(view.zoom, 1.25, 0, 0)),
    },
    {
      id: 'zoom-out',
      title: 'Zoom out',
      group: 'View',
      keys: ['-'],
      repeats: true,
      run: () => (view.zoom = zoomAt(view.zoom, 0.8, 0, 0)),
    },
    { id: 'zoom-fit', title: 'Fit the picture', group: 'View', keys: ['0'], run: () => (view.zoom = fitted) },
    {
      id: 'final-mask',
      title: 'Back to the final mask',
      group: 'View',
      keys: ['Escape'],
      run: () => (view.stage = null),
    },
    {
      id: 'toggle-theme',
      title: 'Dark or light',
      group: 'View',
      keys: [],
      run: () => (view.theme = view.theme === 'light' ? 'dark' : 'light'),
    },

    { id: 'open-drive', title: 'Open drive', group: 'File', keys: ['Ctrl+O'], run: () => void workbench.chooseDrive() },
    {
      id: 'open-network',
      title: 'Open network',
      group: 'File',
      keys: ['Ctrl+Shift+O'],
      run: () => void workbench.chooseNetwork(),
    },
    { id: 'export', title: 'Export', group: 'File', keys: ['E'], run: () => dialogs.show('export') },
    {
      id: 'network-info',
      title: 'About the network',
      group: 'File',
      keys: ['N'],
      run: () => dialogs.show('network-info'),
    },
    { id: 'problems', title: 'Problems', group: 'File', keys: ['P'], run: () => dialogs.show('problems') },
    {
      id: 'commands',
      title: 'All commands and keys',
      group: 'File',
      keys: ['?', 'Ctrl+K'],
      run: () => dialogs.show('commands'),
    },
  ];
}
