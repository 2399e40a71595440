import type { PictureEdit, PictureEdits } from './what-if.ts';

export interface PicturePlace {
  readonly x: number;
  readonly y: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** `x' = a x + c y + e`, `y' = b x + d y + f`, as a canvas has it. */
export interface PlaceMap {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

const unmoved: PlaceMap = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

/** Where an edit moves what lies at a place of its picture. */
function moveOf(edit: PictureEdit, { width, height }: Size): PlaceMap {
  if (edit.op === 'flip') return { ...unmoved, a: -1, e: width };
  if (edit.op === 'shift') return { ...unmoved, e: edit.dx, f: edit.dy };
  return edit.op === 'rotate' ? turnAbout(edit.degrees, width / 2, height / 2) : unmoved;
}

/** Clockwise as it is seen: y goes down. */
function turnAbout(degrees: number, x: number, y: number): PlaceMap {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return { a: cos, b: sin, c: -sin, d: cos, e: x - cos * x + sin * y, f: y - sin * x - cos * y };
}

/** From the recorded picture to the edited one. */
export const editedFromRecorded = (edits: PictureEdits, size: Size): PlaceMap =>
  edits.reduce((before, edit) => followedBy(before, moveOf(edit, size)), unmoved);

function followedBy(first: PlaceMap, then: PlaceMap): PlaceMap {
  return {
    a: then.a * first.a + then.c * first.b,
    b: then.b * first.a + then.d * first.b,
    c: then.a * first.c + then.c * first.d,
    d: then.b * first.c + then.d * first.d,
    e: then.a * first.e + then.c * first.f + then.e,
    f: then.b * first.e + then.d * first.f + then.f,
  };
}

export const movedBy = ({ a, b, c, d, e, f }: PlaceMap, { x, y }: PicturePlace): PicturePlace => ({
  x: a * x + c * y + e,
  y: b * x + d * y + f,
});

/** Moves only turn, mirror and shift, so the way back is the transposed turn. */
export function backFrom({ a, b, c, d, e, f }: PlaceMap): PlaceMap {
  return { a, b: c, c: b, d, e: -(a * e + b * f), f: -(c * e + d * f) };
}
