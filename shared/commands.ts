/** The menus of the desktop and the headings of the page's sheet of commands. */
export const commandGroups = ['File', 'Play', 'Step', 'Range', 'Bookmarks', 'View'] as const;

/** Something the user can do, by name. The page knows how (renderer/state/commands.ts); the desktop's menu only calls it. */
export interface CommandName {
  /** In words, as menus and tooltips say it. */
  readonly title: string;
  readonly group: (typeof commandGroups)[number];
  /** Its keys until the user gives it others: names of `KeyboardEvent.key` behind `Ctrl+`, `Alt+`, `Shift+`; the first is shown. */
  readonly keys: readonly string[];
  /** Holding the key down runs it again and again. */
  readonly repeats?: true;
  /** A key with Ctrl or Alt, or an F key, runs it also while a text field has the keyboard. */
  readonly anywhere?: true;
}

/** One table for the keys, the sheet of commands, the tooltips and the desktop's menu; ids are stable. */
export const commandNames = {
  'open-drive': { title: 'Open drive', group: 'File', keys: ['Ctrl+O'] },
  'open-network': { title: 'Open network', group: 'File', keys: ['Ctrl+Shift+O'] },
  export: { title: 'Export', group: 'File', keys: ['E'] },
  'network-info': { title: 'About the network', group: 'File', keys: ['N'] },
  errors: { title: 'Errors', group: 'File', keys: ['Shift+W'] },
  marks: { title: 'Bookmarks', group: 'File', keys: ['Shift+M'] },
  compare: { title: 'Compare', group: 'File', keys: ['A'] },
  'network-setup': { title: 'Network setup', group: 'File', keys: ['S'] },
  'drive-mapping': { title: 'Drive columns', group: 'File', keys: ['T'] },
  'follow-drive': { title: 'Follow the recording', group: 'File', keys: ['F'] },
  'undo-setup': { title: 'Undo in the setup', group: 'File', keys: ['Ctrl+Z'] },
  'redo-setup': { title: 'Redo in the setup', group: 'File', keys: ['Ctrl+Shift+Z', 'Ctrl+Y'] },
  engines: { title: 'Engine and device', group: 'File', keys: ['D'] },
  problems: { title: 'Problems', group: 'File', keys: ['P'] },
  palette: { title: 'Find a command or a place', group: 'File', keys: ['Ctrl+K', 'Ctrl+P'], anywhere: true },
  commands: { title: 'All commands and keys', group: 'File', keys: ['?'] },

  'toggle-play': { title: 'Play or pause', group: 'Play', keys: ['Space'] },
  'play-backwards': { title: 'Play backwards; again: faster', group: 'Play', keys: ['J'] },
  stop: { title: 'Stop; again: speed 1×', group: 'Play', keys: ['K'] },
  'play-forwards': { title: 'Play forwards; again: faster', group: 'Play', keys: ['L'] },
  slower: { title: 'Slower', group: 'Play', keys: ['['] },
  faster: { title: 'Faster', group: 'Play', keys: [']'] },
  'real-speed': { title: 'Speed 1×', group: 'Play', keys: ['Backspace'] },
  loop: { title: 'Loop the range, or the whole drive', group: 'Play', keys: ['\\'] },

  'previous-frame': { title: 'Previous frame', group: 'Step', keys: ['ArrowLeft', ','], repeats: true },
  'next-frame': { title: 'Next frame', group: 'Step', keys: ['ArrowRight', '.'], repeats: true },
  'back-10': { title: 'Back 10 frames', group: 'Step', keys: ['Shift+ArrowLeft'], repeats: true },
  'forward-10': { title: 'Forward 10 frames', group: 'Step', keys: ['Shift+ArrowRight'], repeats: true },
  'back-100': { title: 'Back 100 frames', group: 'Step', keys: ['Ctrl+ArrowLeft'], repeats: true },
  'forward-100': { title: 'Forward 100 frames', group: 'Step', keys: ['Ctrl+ArrowRight'], repeats: true },
  'back-1s': { title: 'Back 1 second', group: 'Step', keys: ['PageUp'], repeats: true },
  'forward-1s': { title: 'Forward 1 second', group: 'Step', keys: ['PageDown'], repeats: true },
  'first-frame': { title: 'First frame', group: 'Step', keys: ['Home'] },
  'last-frame': { title: 'Last frame', group: 'Step', keys: ['End'] },
  'next-break': { title: 'Next pause or session', group: 'Step', keys: ['B'] },
  'previous-break': { title: 'Previous pause or session', group: 'Step', keys: ['Shift+B'] },
  'go-to': { title: 'Go to a frame or time', group: 'Step', keys: ['G'] },
  'worst-frame': { title: 'Frame with the largest error in the range', group: 'Step', keys: ['W'] },

  'mark-in': { title: 'Mark the start of the range', group: 'Range', keys: ['I'] },
  'mark-out': { title: 'Mark the end of the range', group: 'Range', keys: ['O'] },
  'clear-range': { title: 'Clear the range', group: 'Range', keys: ['Alt+X'] },
  'mark-session': { title: 'Mark the session as the range', group: 'Range', keys: ['Alt+S'] },

  'bookmark-frame': { title: 'Bookmark this frame; again: name it', group: 'Bookmarks', keys: ['M'] },
  'bookmark-range': { title: 'Bookmark the marked range', group: 'Bookmarks', keys: ['Alt+M'] },
  'previous-mark': { title: 'Previous bookmark', group: 'Bookmarks', keys: ['<'] },
  'next-mark': { title: 'Next bookmark', group: 'Bookmarks', keys: ['>'] },
  'remove-mark': { title: 'Remove the bookmark of this frame', group: 'Bookmarks', keys: ['Delete'] },
  'go-to-mark-1': { title: 'Go to bookmark 1', group: 'Bookmarks', keys: ['Alt+1'] },
  'go-to-mark-2': { title: 'Go to bookmark 2', group: 'Bookmarks', keys: ['Alt+2'] },
  'go-to-mark-3': { title: 'Go to bookmark 3', group: 'Bookmarks', keys: ['Alt+3'] },
  'go-to-mark-4': { title: 'Go to bookmark 4', group: 'Bookmarks', keys: ['Alt+4'] },
  'go-to-mark-5': { title: 'Go to bookmark 5', group: 'Bookmarks', keys: ['Alt+5'] },
  'go-to-mark-6': { title: 'Go to bookmark 6', group: 'Bookmarks', keys: ['Alt+6'] },
  'go-to-mark-7': { title: 'Go to bookmark 7', group: 'Bookmarks', keys: ['Alt+7'] },
  'go-to-mark-8': { title: 'Go to bookmark 8', group: 'Bookmarks', keys: ['Alt+8'] },
  'go-to-mark-9': { title: 'Go to bookmark 9', group: 'Bookmarks', keys: ['Alt+9'] },
  'set-mark-1': { title: 'Set bookmark 1 here', group: 'Bookmarks', keys: ['Alt+Shift+1'] },
  'set-mark-2': { title: 'Set bookmark 2 here', group: 'Bookmarks', keys: ['Alt+Shift+2'] },
  'set-mark-3': { title: 'Set bookmark 3 here', group: 'Bookmarks', keys: ['Alt+Shift+3'] },
  'set-mark-4': { title: 'Set bookmark 4 here', group: 'Bookmarks', keys: ['Alt+Shift+4'] },
  'set-mark-5': { title: 'Set bookmark 5 here', group: 'Bookmarks', keys: ['Alt+Shift+5'] },
  'set-mark-6': { title: 'Set bookmark 6 here', group: 'Bookmarks', keys: ['Alt+Shift+6'] },
  'set-mark-7': { title: 'Set bookmark 7 here', group: 'Bookmarks', keys: ['Alt+Shift+7'] },
  'set-mark-8': { title: 'Set bookmark 8 here', group: 'Bookmarks', keys: ['Alt+Shift+8'] },
  'set-mark-9': { title: 'Set bookmark 9 here', group: 'Bookmarks', keys: ['Alt+Shift+9'] },

  'toggle-mask': { title: 'Show or hide the mask', group: 'View', keys: ['V'] },
  'toggle-crop': { title: "Show or hide the network's crop", group: 'View', keys: ['C'] },
  'more-opaque': { title: 'Mask more opaque', group: 'View', keys: ['ArrowUp'], repeats: true },
  'less-opaque': { title: 'Mask less opaque', group: 'View', keys: ['ArrowDown'], repeats: true },
  'more-threshold': { title: 'Threshold of the mask higher', group: 'View', keys: ['Shift+ArrowUp'], repeats: true },
  'less-threshold': { title: 'Threshold of the mask lower', group: 'View', keys: ['Shift+ArrowDown'], repeats: true },
  'next-colour-map': { title: 'Next colour map', group: 'View', keys: ['H'] },
  'mask-drawing': { title: 'Mask as colours or as contour lines', group: 'View', keys: ['Shift+V'] },
  'mask-scale': { title: 'Scale of the mask: frame, range, fixed', group: 'View', keys: ['Y'] },
  'faint-saliency': { title: 'Faint saliency: as it is, lifted, lifted more', group: 'View', keys: ['Shift+H'] },
  'toggle-colour-bar': { title: 'Show or hide the colour bar', group: 'View', keys: ['Shift+Y'] },
  'network-input': { title: "Network's input: off, in a corner, beside", group: 'View', keys: ['U'] },
  'toggle-path': { title: 'Show or hide the sketched path', group: 'View', keys: ['R'] },
  'toggle-wheels': { title: 'Steering wheels over the picture', group: 'View', keys: ['Shift+R'] },
  'zoom-in': { title: 'Zoom into the picture', group: 'View', keys: ['+', '='], repeats: true },
  'zoom-out': { title: 'Zoom out', group: 'View', keys: ['-'], repeats: true },
  'zoom-fit': { title: 'Fit the picture', group: 'View', keys: ['0'] },
  'zoom-actual': { title: 'A pixel of the picture to one of the screen', group: 'View', keys: ['1'] },
  'pan-left': { title: 'Move over the picture to the left', group: 'View', keys: ['Alt+ArrowLeft'], repeats: true },
  'pan-right': { title: 'Move over the picture to the right', group: 'View', keys: ['Alt+ArrowRight'], repeats: true },
  'pan-up': { title: 'Move over the picture upwards', group: 'View', keys: ['Alt+ArrowUp'], repeats: true },
  'pan-down': { title: 'Move over the picture downwards', group: 'View', keys: ['Alt+ArrowDown'], repeats: true },
  'timeline-zoom-in': { title: 'Zoom into the timeline', group: 'View', keys: ['Z'], repeats: true },
  'timeline-zoom-out': { title: 'Zoom out of the timeline', group: 'View', keys: ['Shift+Z'], repeats: true },
  'timeline-fit': { title: 'Whole drive on the timeline', group: 'View', keys: ['Alt+Z'] },
  'timeline-range': { title: 'Range on the whole timeline', group: 'View', keys: ['Alt+Shift+Z'] },
  'toggle-probe': { title: 'Hold a pixel and tell its values', group: 'View', keys: ['X'] },
  'probe-left': { title: 'Held pixel to the left', group: 'View', keys: ['Alt+Shift+ArrowLeft'], repeats: true },
  'probe-right': { title: 'Held pixel to the right', group: 'View', keys: ['Alt+Shift+ArrowRight'], repeats: true },
  'probe-up': { title: 'Held pixel up', group: 'View', keys: ['Alt+Shift+ArrowUp'], repeats: true },
  'probe-down': { title: 'Held pixel down', group: 'View', keys: ['Alt+Shift+ArrowDown'], repeats: true },
  'final-mask': { title: 'Back to the final mask', group: 'View', keys: ['Escape'] },
  'layout-balanced': { title: 'Layout: balanced', group: 'View', keys: ['Ctrl+Alt+1'] },
  'layout-camera': { title: 'Layout: camera alone', group: 'View', keys: ['Ctrl+Alt+2'] },
  'layout-layers': { title: 'Layout: large layers', group: 'View', keys: ['Ctrl+Alt+3'] },
  'layout-plots': { title: 'Layout: large plots', group: 'View', keys: ['Ctrl+Alt+4'] },
  'toggle-layers': { title: 'Show or hide the layers', group: 'View', keys: ['Shift+L'] },
  'toggle-plots': { title: 'Show or hide the plots', group: 'View', keys: ['Shift+P'] },
  'full-screen': { title: 'Full screen', group: 'View', keys: ['F11'], anywhere: true },
  'toggle-theme': { title: 'Dark or light', group: 'View', keys: [] },
} as const satisfies Record<string, CommandName>;

export type CommandId = keyof typeof commandNames;
