import { fontFamily, themeColours } from '../../../shared/annotate/theme.ts';
import type { PlotLine, PlotTrack } from '../../state/plot-lines.ts';
import { xOfFrame, type HeightWindow, type PlotWindow } from '../../state/plot-window.ts';
import { traceArea, traceLine, type Path, type PathScales } from './line-paths.ts';
import { axisWidth, errorOpacity, frameSpan, lineWidth, rightRoom, samplesNow, scalesAlong } from './track-plot.ts';
import {
  frameTicks,
  frameTickTexts,
  fullRange,
  shownRange,
  tickTexts,
  valueTicks,
  type AxisSide,
  type FrameAxis,
  type ValueRange,
} from './track-scales.ts';

/** What is on the screen, as it is to be drawn; sizes in CSS pixels. */
export interface PlotPicture {
  readonly title: string;
  readonly width: number;
  readonly window: PlotWindow;
  readonly axis: FrameAxis;
  /** From top to bottom, with the height of the lines alone. */
  readonly tracks: readonly {
    readonly track: PlotTrack;
    readonly heightPx: number;
    readonly shownHeight: HeightWindow;
  }[];
  colourOf(line: PlotLine): string;
}

const [titleHeight, legendHeight, trackGap, axisHeight] = [28, 20, 8, 40] as const;

export interface SvgPicture {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

/** The picture as SVG, drawn from the same decimated paths as the screen. */
export function plotSvg(picture: PlotPicture): SvgPicture {
  const { width, window, axis, tracks, colourOf } = picture;
  const hasRight = tracks.some(({ track }) => track.rightUnit !== null);
  const area = { left: axisWidth, width: Math.max(1, width - axisWidth - (hasRight ? axisWidth : rightRoom)) };
  const parts: string[] = [text(8, 19, picture.title, themeColours.text, 'start', '600 13px')];
  let top: number = titleHeight;
  for (const { track, heightPx, shownHeight } of tracks) {
    parts.push(legend(track, top + 14, width, colourOf));
    top += legendHeight;
    parts.push(drawTrack(track, { ...area, top, height: heightPx }, window, axis, shownHeight, colourOf));
    top += heightPx + trackGap;
  }
  parts.push(frameAxis(axis, window, area, top));
  const height = Math.round(top + axisHeight);
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="${escaped(fontFamily)}">\n<title>${escaped(picture.title)}</title>\n` +
    `<rect width="${width}" height="${height}" fill="${themeColours.well}"/>\n${parts.join('\n')}\n</svg>\n`;
  return { text: svg, width, height };
}

interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function drawTrack(
  track: PlotTrack,
  area: Area,
  window: PlotWindow,
  axis: FrameAxis,
  shownHeight: HeightWindow,
  colourOf: PlotPicture['colourOf'],
): string {
  const clip = `track-${area.top}`;
  const ranges: Record<AxisSide, ValueRange> = {
    left: shownRange(fullRange(track, 'left'), shownHeight),
    right: shownRange(fullRange(track, 'right'), shownHeight),
  };
  const [first, last] = frameSpan(window, axis);
  const yIn = ([low, high]: ValueRange, value: number): number =>
    area.top + ((high - value) / (high - low)) * area.height;
  const scalesOf = (side: AxisSide): PathScales => ({
    ...scalesAlong(axis, window, area),
    yAt: (value) => yIn(ranges[side], value),
  });
  const ticks = (side: AxisSide, colour: string): string => {
    const values = valueTicks(ranges[side], area.height);
    const texts = tickTexts(values, track.tickSigns[side]);
    return values
      .map((value, index) => {
        const y = round(yIn(ranges[side], value));
        const end = area.left + area.width;
        const grid = `<path d="M${area.left} ${y}H${round(end)}" stroke="${themeColours.line}"/>`;
        const at = side === 'left' ? area.left - 8 : end + 8;
        const label = text(at, y + 4, texts[index] ?? '', colour, side === 'left' ? 'end' : 'start');
        return side === 'left' ? grid + label : label;
      })
      .join('');
  };
  const right = track.lines.find((line) => line.axis === 'right');
  const shade = (): string => {
    const error = track.lines.find(({ kind }) => kind === 'error');
    if (!track.errorBetween || !error) return '';
    const [fill, bars] = [new SvgPath(), new SvgPath()];
    const [one, other] = track.errorBetween;
    traceArea({ fill, bars }, samplesNow(one), samplesNow(other), first, last, scalesOf('left'));
    const colour = colourOf(error);
    const shapes = (fill.d && `<path d="${fill.d}" fill="${colour}"/>`) + barsOf(bars, colour);
    return `<g opacity="${errorOpacity}">${shapes}</g>`;
  };
  const lines = track.lines
    .filter(({ kind }) => kind === 'value')
    .map((line) => {
      const [stroke, bars] = [new SvgPath(), new SvgPath()];
      traceLine({ stroke, bars, thickness: lineWidth }, samplesNow(line), first, last, scalesOf(line.axis));
      const colour = colourOf(line);
      const look = `fill="none" stroke="${colour}" stroke-width="${lineWidth}" stroke-linejoin="round"`;
      return (stroke.d && `<path d="${stroke.d}" ${look}/>`) + barsOf(bars, colour);
    });
  return [
    ticks('left', themeColours.textFaint) + (right ? ticks('right', colourOf(right)) : ''),
    `<clipPath id="${clip}"><rect x="${area.left}" y="${area.top}" width="${area.width}" height="${area.height}"/></clipPath>`,
    `<g clip-path="url(#${clip})">${shade()}${lines.join('')}</g>`,
  ].join('\n');
}

const barsOf = ({ d }: SvgPath, colour: string): string => d && `<path d="${d}" stroke="${colour}"/>`;

/** Title and unit, a swatch and a name for each line, the right axis' unit at the right. */
function legend(track: PlotTrack, y: number, width: number, colourOf: PlotPicture['colourOf']): string {
  const { title, unit, rightUnit, lines } = track;
  const parts = [text(axisWidth, y, title, themeColours.text, 'start', '500 11px')];
  let x = axisWidth + textWidth(title) + 6;
  if (unit) parts.push(text(x, y, unit, themeColours.textFaint));
  x += unit ? textWidth(unit) + 20 : 14;
  for (const line of lines.length > 1 ? lines : []) {
    const [thickness, opacity] = line.kind === 'error' ? [8, errorOpacity * 1.8] : [3, 1];
    const fill = `fill="${colourOf(line)}" fill-opacity="${round(opacity)}"`;
    parts.push(`<rect x="${round(x)}" y="${y - 4 - thickness / 2}" width="12" height="${thickness}" rx="1" ${fill}/>`);
    parts.push(text(x + 18, y, line.name, themeColours.textMuted));
    x += 18 + textWidth(line.name) + 16;
  }
  const right = lines.find(({ axis }) => axis === 'right');
  if (rightUnit && right) parts.push(text(width - 8, y, `${right.name}, ${rightUnit}`, colourOf(right), 'end'));
  return parts.join('');
}

function frameAxis(
  axis: FrameAxis,
  window: PlotWindow,
  area: { readonly left: number; readonly width: number },
  top: number,
): string {
  const frames = frameTicks(axis, window, area.width);
  const texts = frameTickTexts(axis, frames);
  const marks = frames.map((frame, index) => {
    const x = area.left + xOfFrame(frame, window, area.width);
    const mark = `<path d="M${round(x)} ${top}v4" stroke="${themeColours.lineStrong}"/>`;
    return mark + text(x, top + 16, texts[index] ?? '', themeColours.textFaint, 'middle');
  });
  const title = text(area.left + area.width / 2, top + 33, axisTitle(axis), themeColours.textMuted, 'middle');
  return marks.join('') + title;
}

export const axisTitle = (axis: FrameAxis): string => (axis.inSecs() ? 'Time, s' : 'Frame');

/** Nobody measures text without a screen: as wide as its letters are on average. */
const textWidth = (words: string): number => words.length * 5.9;

function text(
  x: number,
  y: number,
  words: string,
  fill: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
  font = '400 11px',
): string {
  const [weight = '', size = ''] = font.split(' ');
  const where = `x="${round(x)}" y="${round(y)}" text-anchor="${anchor}"`;
  return `<text ${where} font-size="${size}" font-weight="${weight}" fill="${fill}">${escaped(words)}</text>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Names come out of files: what XML does not allow at all is left out. */
const escaped = (words: string): string =>
  [...words]
    .filter((sign) => sign >= ' ' && sign !== '\ufffe' && sign !== '\uffff')
    .map((sign) => entities[sign] ?? sign)
    .join('');

const round = (value: number): number => Math.round(value * 100) / 100;

class SvgPath implements Path {
  #parts: string[] = [];

  get d(): string {
    return this.#parts.join('');
  }

  moveTo(x: number, y: number): void {
    this.#parts.push(`M${round(x)} ${round(y)}`);
  }

  lineTo(x: number, y: number): void {
    this.#parts.push(`L${round(x)} ${round(y)}`);
  }
}
