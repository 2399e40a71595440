import { markLabel, type Mark } from '../../shared/mark.ts';
import type { Arrangement } from './undo.svelte.ts';
import type { Look } from './view.svelte.ts';
import type { WhatIfValues } from './what-if-values.ts';

/** A step of the history. */
export interface Change {
  /** In words, as menus say it behind "Undo". */
  readonly words: string;
  /** Changes of one field in quick succession are one step; empty: each is its own. */
  readonly field: string;
}

const lookWords: Record<keyof Look, string> = {
  colourMap: 'colour map',
  signedColours: 'colours of signed masks',
  opacity: 'opacity of the mask',
  threshold: 'threshold of the mask',
  drawn: 'drawing of the mask',
  scale: 'scale of the mask',
  fullColour: 'full colour of the mask',
  fixedMax: 'fixed scale of the mask',
  gamma: 'lift of faint saliency',
  maskVisible: 'mask shown or hidden',
  colourBarVisible: 'colour bar shown or hidden',
  cropVisible: 'crop shown or hidden',
  inputView: "view of the network's input",
  pathVisible: 'path shown or hidden',
  pathSketch: 'shape of the path',
  wheelsVisible: 'steering wheels shown or hidden',
  plotInSecs: 'unit of the plot',
};

const whatIfWords: Record<keyof WhatIfValues, string> = {
  shapes: 'erased regions',
  fill: 'filling of what is erased',
  flip: 'flip',
  dx: 'shift',
  dy: 'shift',
  degrees: 'rotation',
  stops: 'exposure',
  brightness: 'brightness',
  contrast: 'contrast',
  blur: 'blur',
  noise: 'noise',
};

/** What leads from one state to the other; null where they are the same. */
export function describeChange(before: Arrangement, after: Arrangement): Change | null {
  if (before.marks !== after.marks) return describeMarks(before.marks, after.marks);
  if (before.inFrame !== after.inFrame || before.outFrame !== after.outFrame)
    return { words: 'marked range', field: '' };
  for (const [field, words] of Object.entries(lookWords))
    if (before.look[field as keyof Look] !== after.look[field as keyof Look]) return { words, field };
  if (before.whatIf !== after.whatIf) return describeWhatIf(before.whatIf, after.whatIf);
  if (before.stage !== after.stage) return { words: 'layer over the picture', field: '' };
  const [one, other] = [before.zoom, after.zoom];
  const isSameZoom = one.scale === other.scale && one.offsetX === other.offsetX && one.offsetY === other.offsetY;
  return isSameZoom ? null : { words: 'zoom of the picture', field: 'zoom' };
}

function describeWhatIf(before: WhatIfValues, after: WhatIfValues): Change | null {
  const changed = (Object.keys(whatIfWords) as (keyof WhatIfValues)[]).filter((key) => before[key] !== after[key]);
  const [field] = changed;
  if (field === undefined) return null;
  if (changed.length > 1) return { words: 'what-if', field: '' };
  // A region grows while it is painted; another one is another step.
  const count = field === 'shapes' ? ` ${after.shapes.length}` : '';
  return { words: `what-if: ${whatIfWords[field]}`, field: `what-if ${field}${count}` };
}

function describeMarks(before: readonly Mark[], after: readonly Mark[]): Change {
  const came = without(after, before);
  const went = without(before, after);
  if (came.length === 1 && went.length === 0) return { words: `bookmark “${labelOf(came)}”`, field: '' };
  if (went.length === 1 && came.length === 0) return { words: `removed bookmark “${labelOf(went)}”`, field: '' };
  if (came.length > 0 || went.length > 0)
    return { words: came.length > 0 ? `${came.length} bookmarks` : `${went.length} removed bookmarks`, field: '' };
  const edited = after.find((mark) => before.find(({ id }) => id === mark.id) !== mark);
  const was = before.find(({ id }) => id === edited?.id);
  if (!edited || !was) return { words: 'bookmarks', field: '' };
  const what = was.note !== edited.note ? 'note' : was.name !== edited.name ? 'name' : 'digit';
  const words = `${what} of bookmark “${markLabel(what === 'name' ? was : edited)}”`;
  return { words, field: what === 'digit' ? '' : `${what} ${edited.id}` };
}

const labelOf = ([mark]: readonly Mark[]): string => (mark ? markLabel(mark) : '');

function without(marks: readonly Mark[], others: readonly Mark[]): Mark[] {
  const ids = new Set(others.map(({ id }) => id));
  return marks.filter(({ id }) => !ids.has(id));
}
