import { roundStep, stepDecimals } from '../../../shared/annotate/nice-ticks.ts';
import { formatNumber } from '../../../shared/annotate/number-format.ts';
import { drawText } from '../../../shared/annotate/text.ts';
import { themeColours } from '../../../shared/annotate/theme.ts';
import { xOfFrame, type TimelineScale } from './timeline-geometry.ts';
import type { Track } from './tracks.ts';

/** What the ruler counts: frames, or seconds of playing. */
export interface RulerUnit {
  /** Of a frame, 0..frameCount-1; rising. */
  valueAt(frame: number): number;
  frameAt(value: number): number;
  /** Behind a number, as ` s`. */
  readonly suffix: string;
  /** Finer than this there are no marks. */
  readonly leastStep: number;
}

export interface RulerMark {
  readonly frame: number;
  readonly text: string;
}

const leastGap = 72;
/** A number gets so much. */
const roomForText = 36;
const style = { size: 10, weight: 400, colour: themeColours.textFaint } as const;

/** Round numbers at least 72 pixels apart. */
export function rulerMarks(scale: TimelineScale, frameCount: number, unit: RulerUnit): RulerMark[] {
  if (frameCount === 0 || scale.width <= 0) return [];
  const within = (frame: number): number => Math.min(frameCount - 1, Math.max(0, Math.floor(frame)));
  const [first, last] = [unit.valueAt(within(scale.from)), unit.valueAt(within(scale.to))];
  const step = Math.max(unit.leastStep, roundStep(((last - first) * leastGap) / scale.width || unit.leastStep));
  const decimals = stepDecimals(step);
  const marks: RulerMark[] = [];
  for (let index = Math.max(0, Math.ceil(first / step - 1e-9)); index * step <= last + 1e-9; index++)
    marks.push({ frame: unit.frameAt(index * step), text: formatNumber(index * step, decimals) + unit.suffix });
  return marks;
}

/** @param taken where something else stands, in CSS pixels from the left: no number is written there. */
export function paintRuler(
  context: CanvasRenderingContext2D,
  marks: readonly RulerMark[],
  scale: TimelineScale,
  { top, height }: Track,
  taken: readonly number[],
): void {
  context.fillStyle = themeColours.lineStrong;
  for (const { frame } of marks) context.fillRect(Math.round(xOfFrame(frame, scale)), top + height - 5, 1, 5);
  for (const { frame, text } of marks) {
    const left = Math.round(xOfFrame(frame, scale)) + 4;
    const isFree = !taken.some((x) => x > left - 14 && x < left + roomForText);
    if (isFree && left + roomForText < scale.width) drawText(context, text, left, top + height - 4, style);
  }
}
