import { z } from 'zod';
import { maxMarks, markSchema } from '../../shared/mark.ts';
import { compareModes, type Comparison } from './comparison.svelte.ts';
import { dockedPanels, type Dock } from './dock.svelte.ts';
import type { Marks } from './marks.svelte.ts';
import type { Plots } from './plots.svelte.ts';
import type { ProjectPart } from './project-part.ts';
import type { View } from './view.svelte.ts';
import type { WhatIf } from './what-if.svelte.ts';
import { whatIfValuesSchema } from './what-if-values.ts';
import { fitted } from './zoom.ts';

/** Written by hand, one may stand there twice. */
const marksSchema = z
  .array(markSchema)
  .max(maxMarks)
  .transform((marks) => {
    const ids = new Set<string>();
    return marks.map((mark) => {
      const own = ids.has(mark.id) ? { ...mark, id: crypto.randomUUID() } : mark;
      ids.add(own.id);
      return own;
    });
  });

export const marksPart = (marks: Marks): ProjectPart => ({
  name: 'marks',
  take: () => marks.list,
  put(held) {
    const { data } = marksSchema.safeParse(held);
    if (data) marks.replace(data);
    return data !== undefined;
  },
  add(held) {
    const known = new Set(marks.list.map(({ id }) => id));
    const further = marksSchema.safeParse(held).data?.filter(({ id }) => !known.has(id)) ?? [];
    marks.join(further.slice(0, maxMarks - known.size));
  },
});

export const lookPart = (view: View): ProjectPart => ({
  name: 'look',
  take: () => view.look,
  put: (held) => view.wear(held),
});

const pixels = z.number().min(-1e6).max(1e6);
const zoomSchema = z.object({
  scale: z
    .number()
    .min(1 / 8)
    .max(64),
  offsetX: pixels,
  offsetY: pixels,
});

export const zoomPart = (view: View): ProjectPart => ({
  name: 'zoom',
  take: () => view.zoom,
  put(held) {
    const { data } = zoomSchema.safeParse(held);
    const isFitted = data?.scale === 1 && data.offsetX === 0 && data.offsetY === 0;
    if (data) view.zoom = isFitted ? fitted : data;
    return data !== undefined;
  },
});

const tracksSchema = z.array(z.string().min(1).max(300)).min(1).max(24);

/** Which tracks are plotted, from top to bottom. */
export const plotsPart = ({ shown }: Plots): ProjectPart => ({
  name: 'plots',
  take: () => shown.shown.map(({ id }) => id),
  put(held) {
    const { data } = tracksSchema.safeParse(held);
    if (data) shown.showOnly(data);
    return data !== undefined;
  },
});

const compareSchema = z.object({ mode: z.enum(compareModes) });

/** How compared networks are shown; which they are, the project says itself. */
export const comparePart = (comparison: Comparison): ProjectPart => ({
  name: 'compare',
  take: () => ({ mode: comparison.mode }),
  put(held) {
    const { data } = compareSchema.safeParse(held);
    if (data) comparison.setMode(data.mode);
    return data !== undefined;
  },
});

export const whatIfPart = (whatIf: WhatIf): ProjectPart => ({
  name: 'what-if',
  take: () => whatIf.values,
  put(held) {
    const { data } = whatIfValuesSchema.safeParse(held);
    if (data) whatIf.values = data;
    return data !== undefined;
  },
});

const dockSchema = z.object({ shown: z.enum(dockedPanels).nullable() });

export const dockPart = (dock: Dock): ProjectPart => ({
  name: 'dock',
  take: () => ({ shown: dock.shown }),
  put(held) {
    const { data } = dockSchema.safeParse(held);
    if (data) dock.shown = data.shown;
    return data !== undefined;
  },
});
