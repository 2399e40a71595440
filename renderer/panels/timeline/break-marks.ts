import { drawText, fitText } from '../../../shared/annotate/text.ts';
import { themeColours } from '../../../shared/annotate/theme.ts';
import type { DriveBreak } from '../../state/drive-breaks.ts';
import { thinnedFrames, xOfBreak, type TimelineScale } from './timeline-geometry.ts';
import type { Tracks } from './tracks.ts';

/** The breaks of a drive, sorted out once, however often they are painted. */
export interface BreakFrames {
  /** Ascending, of one kind each. */
  readonly of: Readonly<Record<DriveBreak['kind'], readonly number[]>>;
  /** Ascending, of every kind. */
  readonly all: readonly number[];
  /** What they are called, by frame. */
  readonly texts: ReadonlyMap<number, readonly string[]>;
}

const cutWidth = 6;
const hatchStep = 5;
const arrowWidth = 14;
const nameStyle = { size: 11, weight: 500, colour: themeColours.text } as const;
const pauseStyle = { size: 10, weight: 500, colour: themeColours.textMuted } as const;
/** Narrower places show no name. */
const leastNameWidth = 48;
const shade = '#0a0c0ecc';

export function breakFrames(breaks: readonly DriveBreak[]): BreakFrames {
  const inside = breaks.filter(({ frame }) => frame > 0);
  const of = (kind: DriveBreak['kind']): number[] =>
    inside.filter((one) => one.kind === kind).map(({ frame }) => frame);
  const texts = new Map<number, string[]>();
  for (const { frame, text } of breaks) texts.set(frame, [...(texts.get(frame) ?? []), text]);
  return {
    of: { session: of('session'), gap: of('gap'), 'step-back': of('step-back'), repeat: of('repeat') },
    all: [...texts.keys()],
    texts,
  };
}

/** A pause is a cut through the pictures, a session a line, a step back an arrow, a repeated time a dot. */
export function paintBreaks(
  context: CanvasRenderingContext2D,
  breaks: BreakFrames,
  scale: TimelineScale,
  tracks: Tracks,
): void {
  const xs = (kind: DriveBreak['kind'], apartPx: number): number[] =>
    thinnedFrames(breaks.of[kind], apartPx, scale).map((frame) => Math.round(xOfBreak(frame, scale)));
  for (const x of xs('repeat', 2)) paintDot(context, x, tracks);
  paintCuts(context, xs('gap', cutWidth), tracks);
  paintPauseNames(context, breaks, scale, tracks);
  context.fillStyle = themeColours.text;
  for (const x of xs('session', 2))
    context.fillRect(x - 0.5, tracks.sessions.top, 1, tracks.loaded.top - tracks.sessions.top);
  for (const x of xs('step-back', arrowWidth)) paintArrow(context, x, tracks);
}

/** How long a pause was, where there is room up to the next one. */
function paintPauseNames(
  context: CanvasRenderingContext2D,
  { of, texts }: BreakFrames,
  scale: TimelineScale,
  { pictures }: Tracks,
): void {
  const shown = thinnedFrames(of.gap, 0, { ...scale, from: scale.from - (scale.to - scale.from) / 10 });
  if (shown.length > scale.width / leastNameWidth) return;
  shown.forEach((frame, index) => {
    const left = xOfBreak(frame, scale) + cutWidth / 2;
    const room = xOfBreak(shown[index + 1] ?? scale.to, scale) - left - cutWidth;
    const text = texts.get(frame)?.find((one) => one.startsWith('paused'));
    if (room < leastNameWidth || text === undefined) return;
    // The end of it, which says how long, must not be cut off.
    if (fitText(context, text, room, pauseStyle) !== text) return;
    context.fillStyle = shade;
    context.fillRect(left, pictures.top, context.measureText(text).width + 8, 14);
    drawText(context, text, left + 4, pictures.top + 10, pauseStyle);
  });
}

/** A band for each session, in two tones by turns, with its name where there is room. */
export function paintSessions(
  context: CanvasRenderingContext2D,
  sessions: readonly { readonly name: string; readonly firstFrame: number }[],
  frameCount: number,
  scale: TimelineScale,
  { sessions: track }: Tracks,
): void {
  let lastRight = -Infinity;
  sessions.forEach(({ name, firstFrame }, index) => {
    const end = sessions[index + 1]?.firstFrame ?? frameCount;
    const [left, right] = [Math.max(0, xOfBreak(firstFrame, scale)), Math.min(scale.width, xOfBreak(end, scale))];
    // In a crowd one stands for many.
    if (right <= 0 || left >= scale.width || right - lastRight < 0.5) return;
    lastRight = right;
    context.fillStyle = index % 2 === 0 ? themeColours.line : themeColours.panel;
    context.fillRect(left, track.top, right - left, track.height);
    const room = right - left - 12;
    if (room < leastNameWidth) return;
    drawText(context, fitText(context, name, room, nameStyle), left + 6, track.top + 11, nameStyle);
  });
}

/** Dark and hatched: what lies here was not recorded. */
function paintCuts(context: CanvasRenderingContext2D, xs: readonly number[], { pictures, loaded }: Tracks): void {
  const [top, bottom] = [pictures.top, loaded.top + loaded.height];
  context.fillStyle = themeColours.well;
  context.strokeStyle = themeColours.textMuted;
  context.lineWidth = 1;
  context.beginPath();
  for (const x of xs) {
    context.fillRect(x - cutWidth / 2, top, cutWidth, bottom - top);
    for (let y = top; y < bottom - cutWidth; y += hatchStep) {
      context.moveTo(x - cutWidth / 2 + 1, y + cutWidth - 2);
      context.lineTo(x + cutWidth / 2 - 1, y);
    }
  }
  context.stroke();
}

/** Points to where time went. */
function paintArrow(context: CanvasRenderingContext2D, x: number, { pictures }: Tracks): void {
  const y = pictures.top + pictures.height - 9;
  context.fillStyle = shade;
  context.beginPath();
  context.arc(x, y, arrowWidth / 2, 0, Math.PI * 2);
  context.fill();
  context.fillStyle = themeColours.text;
  context.beginPath();
  context.moveTo(x + 2, y - 4);
  context.lineTo(x - 4, y);
  context.lineTo(x + 2, y + 4);
  context.fill();
}

function paintDot(context: CanvasRenderingContext2D, x: number, { pictures }: Tracks): void {
  context.fillStyle = themeColours.textMuted;
  context.fillRect(x - 1, pictures.top + pictures.height - 1, 2, 3);
}
