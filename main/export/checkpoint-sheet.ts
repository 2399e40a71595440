import { writeFile } from 'node:fs/promises';
import { createCanvas, type Canvas } from '@napi-rs/canvas';
import type { FrameAnalysis } from '../../shared/analysis.ts';
import {
  drawCheckpointCell,
  drawCheckpointHeader,
  drawCheckpointWords,
  layoutCheckpointSheet,
  type CheckpointSheetLayout,
  type CheckpointWords,
} from '../../shared/annotate/checkpoint-sheet-layout.ts';
import { maskStyleSchema } from '../../shared/mask-style.ts';
import type { RgbaImage } from '../../shared/pixels.ts';
import type { SessionState } from '../../shared/session.ts';
import { stageRegionInFrame } from '../../shared/stage-region.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { CanvasBitmaps } from './canvas-bitmaps.ts';
import { registerClipFonts } from './clip-fonts.ts';
import { maskLayers, maskLegend, maskLook } from './mask-layers.ts';
import { outputError, type OutputFile } from './output-file.ts';

/** A quarter of a gigabyte of canvas. */
const maxPixels = 64e6;

/** A column of the sheet. */
export interface SheetFrame {
  readonly frame: number;
  readonly timeSecs: number | null;
  /** Null when the picture is lost. */
  readonly image: RgbaImage | null;
}

/** The masks of the checkpoints of a training over some frames, drawn row by row as they are worked out. */
export class CheckpointSheet {
  readonly #frames: readonly SheetFrame[];
  readonly #layout: CheckpointSheetLayout;
  readonly #canvas: Canvas;
  readonly #bitmaps = new CanvasBitmaps();

  /** @throws SteerscopeError `bad-request` when so many pictures fit on no sheet. */
  constructor(checkpointCount: number, frames: readonly SheetFrame[], state: SessionState) {
    const { width = 2, height = 1 } = frames.find(({ image }) => image)?.image ?? {};
    this.#frames = frames;
    this.#layout = layoutCheckpointSheet(checkpointCount, frames.length, width / height);
    if (this.#layout.width * this.#layout.height > maxPixels)
      throw new SteerscopeError(
        'bad-request',
        `A sheet of ${checkpointCount} checkpoints with ${frames.length} frames each would be too large.`,
        'Choose fewer checkpoints or frames, or leave out the sheet.',
      );
    registerClipFonts();
    this.#canvas = createCanvas(this.#layout.width, this.#layout.height);
    const legend = maskLegend(maskLook(state, maskStyleSchema.parse({}), 0));
    const words = { title: state.drive?.name ?? '', subtitle: `${legend}, checkpoint by checkpoint`, frames };
    drawCheckpointHeader<Canvas>(this.#canvas.getContext('2d'), this.#layout, words);
  }

  /**
   * @param state with the checkpoint open.
   * @param analyses of the sheet's frames, in their order; empty for a checkpoint that was skipped.
   */
  drawRow(row: number, state: SessionState, analyses: readonly FrameAnalysis[], words: CheckpointWords): void {
    const context = this.#canvas.getContext('2d');
    const look = maskLook(state, maskStyleSchema.parse({}), 0);
    drawCheckpointWords<Canvas>(context, this.#layout, row, words);
    analyses.forEach((analysis, column) => {
      const { frame, image = null } = this.#frames[column] ?? {};
      const { width: imageWidth, height: imageHeight } = image ?? { width: 2, height: 1 };
      const { networkView, mask } = analysis;
      const sees = image !== null && networkView.width > 0;
      drawCheckpointCell<Canvas>(
        context,
        this.#layout,
        { row, column },
        {
          image: image && this.#bitmaps.copy('frame', image),
          imageWidth,
          imageHeight,
          ...maskLayers(image && mask, look, this.#bitmaps),
          networkView,
          crop: sees && state.model ? stageRegionInFrame(state.model.input, state.model.stages, networkView) : null,
          missingText: `No picture: frame ${frame}`,
        },
      );
    });
  }

  /** @throws SteerscopeError `disk-full`, `output-not-writable`. */
  async write(output: OutputFile): Promise<void> {
    await writeFile(output.partialPath, this.#canvas.toBuffer('image/png')).catch((thrown: unknown) => {
      throw outputError(thrown, output.path);
    });
  }
}
