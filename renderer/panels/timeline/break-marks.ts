import { drawText, fitText } from '../../../shared/annotate/text.ts';
import { themeColours } from '../../../shared/annotate/theme.ts';
import type { DriveBreak } from '../../state/drive-breaks.ts';
import { thinned, xOfBreak } from './timeline-geometry.ts';

/** Where the marks go, in CSS pixels from the top. */
export interface MarkArea {
  readonly frameCount: number;
  readonly width: number;
  /** Of the pictures, and of all tracks. */
  readonly picturesBottom: number;
  readonly bottom: number;
}

const cutWidth = 6;
const hatchStep = 5;
const flag = { width: 5, height: 6 } as const;
const nameStyle = { size: 11, weight: 500, colour: themeColours.text } as const;
/** Narrower places show no name. */
const leastNameWidth = 40;

/** A pause is a cut through the pictures, a session a line with a flag, a step back an arrow, a repeated time a dot. */
export function paintBreaks(context: CanvasRenderingContext2D, breaks: readonly DriveBreak[], area: MarkArea): void {
  const { frameCount, width } = area;
  const of = (kind: DriveBreak['kind'], apartPx: number): number[] =>
    thinned(
      breaks.filter((one) => one.kind === kind && one.frame > 0),
      apartPx,
      frameCount,
      width,
    ).map(({ frame }) => Math.round(xOfBreak(frame, frameCount, width)));
  for (const x of of('repeat', 2)) paintDot(context, x, area);
  for (const x of of('gap', 2)) paintCut(context, x, area);
  for (const x of of('session', 2)) paintSession(context, x, area);
  for (const x of of('step-back', 4)) paintArrow(context, x);
}

/** Names of sessions where there is room for them, right of their flags. */
export function paintSessionNames(
  context: CanvasRenderingContext2D,
  sessions: readonly { readonly name: string; readonly firstFrame: number }[],
  { frameCount, width }: MarkArea,
): void {
  sessions.forEach(({ name, firstFrame }, index) => {
    const left = xOfBreak(firstFrame, frameCount, width);
    const room = xOfBreak(sessions[index + 1]?.firstFrame ?? frameCount, frameCount, width) - left - 14;
    if (room < leastNameWidth) return;
    const text = fitText(context, name, room, nameStyle);
    context.fillStyle = shade;
    context.fillRect(left + 2, 0, context.measureText(text).width + 10, 15);
    drawText(context, text, left + 7, 11, nameStyle);
  });
}

const shade = '#0a0c0ecc';

/** Dark and hatched: what lies here was not recorded. */
function paintCut(context: CanvasRenderingContext2D, x: number, { bottom }: MarkArea): void {
  context.fillStyle = themeColours.well;
  context.fillRect(x - cutWidth / 2, 0, cutWidth, bottom);
  context.strokeStyle = themeColours.textMuted;
  context.lineWidth = 1;
  context.beginPath();
  for (let y = 0; y < bottom; y += hatchStep) {
    context.moveTo(x - cutWidth / 2 + 1, y + cutWidth - 2);
    context.lineTo(x + cutWidth / 2 - 1, y);
  }
  context.stroke();
}

function paintSession(context: CanvasRenderingContext2D, x: number, { bottom }: MarkArea): void {
  context.fillStyle = themeColours.text;
  context.fillRect(x - 0.5, 0, 1, bottom);
  context.beginPath();
  context.moveTo(x, 0);
  context.lineTo(x + flag.width, flag.height / 2);
  context.lineTo(x, flag.height);
  context.fill();
}

/** Points to where time went. */
function paintArrow(context: CanvasRenderingContext2D, x: number): void {
  // Below the words at the pointer.
  const y = 25;
  context.fillStyle = shade;
  context.beginPath();
  context.arc(x, y, 7, 0, Math.PI * 2);
  context.fill();
  context.fillStyle = themeColours.text;
  context.beginPath();
  context.moveTo(x + 2, y - 4);
  context.lineTo(x - 4, y);
  context.lineTo(x + 2, y + 4);
  context.fill();
}

function paintDot(context: CanvasRenderingContext2D, x: number, { picturesBottom }: MarkArea): void {
  context.fillStyle = themeColours.textMuted;
  context.fillRect(x - 1, picturesBottom - 1, 2, 3);
}
