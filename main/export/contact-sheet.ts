import { writeFile } from 'node:fs/promises';
import { createCanvas, type Canvas } from '@napi-rs/canvas';
import { engineLabel } from '../../shared/analysis.ts';
import { drawSheetCell, drawSheetHeader, layoutContactSheet } from '../../shared/annotate/contact-sheet-layout.ts';
import { fullValueOf, isAtPercentile } from '../../shared/annotate/full-colour.ts';
import { shownUnits } from '../../shared/annotate/steering-scales.ts';
import { steeringUnitWords } from '../../shared/annotate/number-format.ts';
import type { Problem } from '../../shared/problem.ts';
import type { Session } from '../analysis/session.ts';
import { CanvasBitmaps } from './canvas-bitmaps.ts';
import { registerClipFonts } from './clip-fonts.ts';
import type { ClipPicture } from './clip-painter.ts';
import { clipPictures } from './clip-pictures.ts';
import type { ExportSource } from './clip-request.ts';
import { firstPass } from './first-pass.ts';
import { maskLayers, maskLegend, maskLook, type MaskLook } from './mask-layers.ts';
import { outputError, startOutputFile } from './output-file.ts';
import { openExportSession } from './render-clip.ts';

export interface ContactSheetRequest extends ExportSource {
  /** Ends in `.png`. */
  readonly outPath: string;
  /**
   * Frames evenly over the drive, or those with the largest difference of predicted and recorded steering; evenly too where
   * there is no difference, because nothing is recorded or the units differ.
   */
  readonly choose: 'even' | 'worst';
  /** At most so many frames, 1..60. */
  readonly count: number;
}

export interface ContactSheet {
  readonly path: string;
  readonly sizeBytes: number;
  /** The frames shown, in order. */
  readonly frames: readonly number[];
  readonly problems: readonly Problem[];
}

/**
 * Writes a PNG with frames of a drive, their masks, and recorded and predicted steering. Works in this thread.
 *
 * @throws SteerscopeError whatever keeps the drive or the network from opening, `output-not-writable`, `cancelled` …
 */
export async function writeContactSheet(
  request: ContactSheetRequest,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ContactSheet> {
  const output = await startOutputFile(request.outPath, '.png');
  try {
    const session = await openExportSession(request, signal);
    try {
      const { png, frames } = await drawSheet(session, request, signal);
      await writeFile(output.partialPath, png).catch((thrown: unknown) => {
        throw outputError(thrown, output.path);
      });
      return { path: output.path, sizeBytes: await output.publish(), frames, problems: session.state.problems };
    } finally {
      await session.dispose();
    }
  } finally {
    await output.discard();
  }
}

async function drawSheet(session: Session, request: ContactSheetRequest, signal: AbortSignal | undefined) {
  const { choose, count, maskStyle } = request;
  const { drive, model, engine } = session.state;
  const frameCount = drive?.frameCount ?? 0;
  const recorded = (await session.columns()).steering;
  const { unit, predictedUnit } = shownUnits(session.state);
  const worst = choose === 'worst' && recorded !== null && predictedUnit === unit;
  const frames = worst
    ? worstFrames(recorded, (await firstPass(session, { from: 0, to: frameCount }, 0, { signal })).predicted, count)
    : evenFrames(frameCount, count);
  const pictures = await clipPictures(session, frames, { from: 0, analyses: new Map(), signal });
  const { width: frameWidth = 2, height: frameHeight = 1 } = pictures.find(({ image }) => image)?.image ?? {};
  const layout = layoutContactSheet(pictures.length, frameWidth / frameHeight);
  const atPercentile = isAtPercentile(maskStyle, session.state.method);
  const peaks = pictures.map(({ analysis }) => (analysis?.mask ? fullValueOf(analysis.mask, atPercentile) : 0));
  const look = maskLook(session.state, maskStyle, Math.max(0, ...peaks.filter(Number.isFinite)));
  registerClipFonts();
  const canvas = createCanvas(layout.width, layout.height);
  const context = canvas.getContext('2d');
  drawSheetHeader<Canvas>(context, layout, {
    title: drive?.name ?? '',
    subtitle: [model?.name, maskLegend(look), engine && engineLabel(engine)].filter(Boolean).join('  ·  '),
    note: [
      `${frames.length} of ${frameCount} frames`,
      worst ? 'largest error first' : 'evenly spaced',
      ...(predictedUnit === unit ? [] : [`predicted in ${steeringUnitWords[predictedUnit]}: no error`]),
    ].join(', '),
  });
  const bitmaps = new CanvasBitmaps();
  pictures.forEach((picture, index) => {
    const cell = layout.cells[index];
    if (!cell) return;
    drawSheetCell<Canvas>(context, cell, { ...sheetPicture(picture, bitmaps, look), unit, predictedUnit });
  });
  return { png: canvas.toBuffer('image/png'), frames };
}

function sheetPicture(picture: ClipPicture, bitmaps: CanvasBitmaps, look: MaskLook) {
  const { frame, timeSecs, recorded, image, analysis, crop, missingText } = picture;
  const { width: imageWidth, height: imageHeight } = image ?? { width: 2, height: 1 };
  return {
    frame,
    timeSecs,
    recorded,
    predicted: analysis?.predictedSteering ?? null,
    image: image && bitmaps.copy('frame', image),
    imageWidth,
    imageHeight,
    ...maskLayers(analysis?.mask, look, bitmaps),
    networkView: analysis?.networkView ?? { left: 0, top: 0, width: imageWidth, height: imageHeight },
    crop,
    missingText,
  };
}

/** `count` frames (or all, if fewer) spread over the drive, the middle of each of `count` equal parts. */
export function evenFrames(frameCount: number, count: number): readonly number[] {
  const shown = Math.min(count, frameCount);
  return Array.from({ length: shown }, (_, index) => Math.floor(((index + 0.5) * frameCount) / shown));
}

/** Up to `count` frames with the largest absolute error, worst first; at most one in any run of ten, so that they differ. */
export function worstFrames(recorded: Float64Array, predicted: Float64Array, count: number): readonly number[] {
  const errors = Array.from(recorded, (value, frame) => ({
    frame,
    error: Math.abs(value - (predicted[frame] ?? NaN)),
  }));
  const chosen: number[] = [];
  for (const { frame } of errors.filter(({ error }) => error >= 0).sort((a, b) => b.error - a.error)) {
    if (chosen.length >= count) break;
    if (chosen.every((other) => Math.abs(other - frame) >= 10)) chosen.push(frame);
  }
  return chosen;
}
