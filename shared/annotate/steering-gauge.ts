import type { SteeringOutputUnit } from '../steering-output.ts';
import type { AnnotationContext, CanvasRect } from './context.ts';
import { formatSteering } from './number-format.ts';
import { seriesColours } from './series-colours.ts';
import { drawText } from './text.ts';
import { textSizes, themeColours } from './theme.ts';

/** What a wheel shows. */
export interface SteeringScale {
  readonly unit: SteeringOutputUnit;
  /** How far from straight on the value is at either end of the wheel's scale, from `steeringFullScale`. */
  readonly fullScale: number;
  /** Where the car goes when the value grows. */
  readonly positive: 'left' | 'right';
  /** The value that stands for straight on. */
  readonly straight: number;
}

export interface SteeringReading extends SteeringScale {
  /** NaN or null: nothing recorded or predicted there. */
  readonly recorded: number | null;
  readonly predicted: number | null;
  /** Of the predicted steering, where it has another unit: each wheel then stands for itself. */
  readonly predictedScale?: SteeringScale | null;
  /** What the two are called, left and right. @default recorded and predicted */
  readonly wheels?: readonly [WheelName, WheelName];
}

export interface WheelName {
  readonly label: string;
  readonly colour: string;
}
export const recordedWheel: WheelName = { label: 'Recorded', colour: seriesColours.recorded };
export const predictedWheel: WheelName = { label: 'Predicted', colour: seriesColours.predicted };
/** The prediction for an edited picture. */
export const editedWheel: WheelName = { label: 'Edited', colour: seriesColours.whatIf };

/** A smaller wheel could not be read: name and number stand alone then. */
const leastRadius = 20;
/** How far a wheel turns at the end of its scale. */
const fullTurnRad = (120 * Math.PI) / 180;
const up = -Math.PI / 2;

/**
 * The smallest round scale that holds all the values, counted from `straight`, so that gentle steering still turns the wheel
 * visibly: a quarter, a half or all of the lock for normalised steering, a round angle for degrees and radians. Full lock also
 * where a prediction goes a little beyond it: no car can.
 */
export function steeringFullScale(
  unit: SteeringOutputUnit,
  straight: number,
  ...series: readonly ArrayLike<number>[]
): number {
  let largest = 0;
  for (const values of series)
    for (let at = 0; at < values.length; at++) {
      const magnitude = Math.abs((values[at] ?? straight) - straight);
      if (magnitude > largest && magnitude < Infinity) largest = magnitude;
    }
  const fits = (scale: number): boolean => largest <= (unit === 'normalised' && scale === 1 ? beyondLock : scale);
  return fullScales[unit].find(fits) ?? roundUp(largest);
}

const beyondLock = 1.1;

/** To 1, 2, 5 or 10 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5].map((times) => times * power).find((round) => value <= round) ?? 10 * power;
}

const fullScales: Readonly<Record<SteeringOutputUnit, readonly number[]>> = {
  normalised: [0.25, 0.5, 1, 2, 5, 10],
  deg: [15, 30, 45, 90, 180, 360, 540],
  rad: [0.25, 0.5, 1, 2, 5, 10],
  '1/m': [0.02, 0.05, 0.1, 0.2, 0.5, 1],
};

/** The turn of a wheel that shows `value`, clockwise when the car goes right, clamped to the ends of its scale. */
export function wheelAngleRad(value: number, { fullScale, positive, straight }: Omit<SteeringScale, 'unit'>): number {
  const share = Math.max(-1, Math.min(1, (value - straight) / fullScale));
  return (positive === 'right' ? share : -share) * fullTurnRad;
}

/** Two wheels side by side, recorded left and predicted right, each with its scale, its turn as an arc, and its number. */
export function drawSteeringGauge<Image>(
  ctx: AnnotationContext<Image>,
  rect: CanvasRect,
  {
    recorded,
    predicted,
    predictedScale,
    wheels: [left, right] = [recordedWheel, predictedWheel],
    ...recordedScale
  }: SteeringReading,
): void {
  const half = rect.width / 2;
  const readings = [
    { ...left, value: recorded, other: predicted, ...recordedScale },
    { ...right, value: predicted, other: recorded, ...(predictedScale ?? recordedScale) },
  ];
  readings.forEach(({ label, value: known, other, colour, ...scale }, index) => {
    const value = known ?? Number.NaN;
    const centreX = rect.left + half * (index + 0.5);
    const wheelTop = rect.top + textSizes.label + 12;
    const radius = Math.min(half / 2 - 14, (rect.top + rect.height - 4 - textSizes.figure - wheelTop) / 2);
    const hasWheel = radius >= leastRadius;
    const wordsHeight = textSizes.label + textSizes.figure + 4;
    const wordsTop = rect.top + (hasWheel ? 0 : Math.max(0, (rect.height - wordsHeight) / 2));
    const labelY = wordsTop + textSizes.label;
    const numberY = hasWheel ? rect.top + rect.height - 4 : wordsTop + wordsHeight - 4;
    drawText(ctx, label, centreX, labelY, { size: textSizes.label, weight: 500, colour, align: 'center' });
    if (hasWheel)
      drawWheel(ctx, centreX, wheelTop + radius, radius, {
        value,
        other: predictedScale ? Number.NaN : (other ?? Number.NaN),
        colour,
        ...scale,
      });
    const text = formatSteering(value, scale.unit);
    drawText(ctx, text, centreX, numberY, {
      size: textSizes.figure,
      weight: 500,
      colour: Number.isFinite(value) ? themeColours.text : themeColours.textFaint,
      align: 'center',
    });
  });
}

interface Wheel extends SteeringScale {
  readonly value: number;
  /** The other series' value: a small mark on this wheel's scale. */
  readonly other: number;
  readonly colour: string;
}

function drawWheel<Image>(
  ctx: AnnotationContext<Image>,
  centreX: number,
  centreY: number,
  radius: number,
  { value, other, colour, ...scale }: Wheel,
): void {
  const known = Number.isFinite(value);
  const angle = known ? wheelAngleRad(value, scale) : 0;
  ctx.save();
  ctx.translate(centreX, centreY);

  ctx.lineCap = 'round';
  ctx.lineWidth = 4;
  strokeArc(ctx, radius, up - fullTurnRad, up + fullTurnRad, themeColours.line);
  if (known) strokeArc(ctx, radius, up + Math.min(angle, 0), up + Math.max(angle, 0), colour);
  drawScaleMark(ctx, radius, 0, 4, themeColours.textMuted);
  if (Number.isFinite(other) && known) drawScaleMark(ctx, radius, wheelAngleRad(other, scale), 5, themeColours.text);
  const endX = Math.sin(fullTurnRad) * (radius + 10);
  const endY = -Math.cos(fullTurnRad) * (radius + 10) + 6;
  const endStyle = { size: 11, colour: themeColours.textFaint } as const;
  const [leftEnd, rightEnd] = scaleEnds(scale);
  drawText(ctx, leftEnd, -endX, endY, { ...endStyle, align: 'right' });
  drawText(ctx, rightEnd, endX, endY, { ...endStyle, align: 'left' });

  ctx.rotate(angle);
  const rim = radius - 13;
  const wheelColour = known ? '#c9d1d9' : themeColours.lineStrong;
  ctx.lineWidth = Math.max(4, radius * 0.11);
  strokeArc(ctx, rim, 0, Math.PI * 2, wheelColour);
  ctx.lineWidth = Math.max(3, radius * 0.09);
  ctx.strokeStyle = wheelColour;
  ctx.beginPath();
  ctx.moveTo(-rim, 0);
  ctx.lineTo(rim, 0);
  ctx.moveTo(0, 0);
  ctx.lineTo(0, rim);
  ctx.stroke();
  ctx.fillStyle = wheelColour;
  ctx.beginPath();
  ctx.arc(0, 0, rim * 0.26, 0, Math.PI * 2, false);
  ctx.fill();
  // The mark at twelve o'clock that tells a turned wheel from a straight one.
  ctx.lineCap = 'butt';
  ctx.lineWidth = Math.max(4, radius * 0.11) + 1;
  strokeArc(ctx, rim, up - 0.16, up + 0.16, known ? colour : themeColours.lineStrong);
  ctx.restore();
}

/** What stands at the left and the right end of a wheel's scale. */
export function scaleEnds({
  unit,
  fullScale,
  positive,
  straight,
}: SteeringScale): readonly [left: string, right: string] {
  const low = endText(straight - fullScale, unit);
  const high = endText(straight + fullScale, unit);
  return positive === 'right' ? [low, high] : [high, low];
}

const endText = (value: number, unit: SteeringOutputUnit): string =>
  (value < 0 ? '\u2212' : '') + String(Math.abs(value)) + (unit === 'deg' ? '°' : '');

function strokeArc<Image>(
  ctx: AnnotationContext<Image>,
  radius: number,
  startRad: number,
  endRad: number,
  colour: string,
): void {
  ctx.strokeStyle = colour;
  ctx.beginPath();
  ctx.arc(0, 0, radius, startRad, endRad, false);
  ctx.stroke();
}

function drawScaleMark<Image>(
  ctx: AnnotationContext<Image>,
  radius: number,
  angleRad: number,
  length: number,
  colour: string,
): void {
  ctx.lineWidth = 2;
  ctx.strokeStyle = colour;
  const [sin, cos] = [Math.sin(angleRad), Math.cos(angleRad)];
  ctx.beginPath();
  ctx.moveTo(sin * (radius + 4), -cos * (radius + 4));
  ctx.lineTo(sin * (radius + 4 + length), -cos * (radius + 4 + length));
  ctx.stroke();
}
