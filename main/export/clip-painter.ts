import { createCanvas, type Canvas } from '@napi-rs/canvas';
import type { FrameAnalysis } from '../../shared/analysis.ts';
import {
  clipChangingRects,
  clipFrameRect,
  clipSize,
  drawClipBase,
  drawClipFrame,
  type ClipBase,
} from '../../shared/annotate/clip-layout.ts';
import { ladderColourMap } from '../../shared/annotate/layer-ladder.ts';
import { paintMap } from '../../shared/annotate/mask-image.ts';
import type { SketchedPaths } from '../../shared/annotate/path-sketch.ts';
import type { PlotStrip } from '../../shared/annotate/plot-layout.ts';
import { pathCurvature, type PathSketch } from '../../shared/path-sketch.ts';
import type { FrameRect, Map2d, RgbaImage } from '../../shared/pixels.ts';
import { CanvasBitmaps } from './canvas-bitmaps.ts';
import { registerClipFonts } from './clip-fonts.ts';
import { clipColourBar, maskLayers, type MaskLook } from './mask-layers.ts';

/** One frame of a clip, before it is drawn. */
export interface ClipPicture {
  /** Index into the clip's series. */
  readonly sample: number;
  readonly frame: number;
  readonly timeSecs: number | null;
  readonly recorded: number | null;
  /** Null together with `analysis` when the picture is lost; `missingText` says why. */
  readonly image: RgbaImage | null;
  readonly analysis: FrameAnalysis | null;
  /** What of the picture the network's convolutions see; null when nothing was seen. */
  readonly crop: FrameRect | null;
  readonly missingText: string;
}

/** What lies over the pictures of a clip. */
export interface ClipLook {
  readonly mask: MaskLook;
  readonly pathSketch: PathSketch | null;
  /** Of the clip. */
  readonly frameCount: number;
}

/** Draws the frames of one clip, the parts that stay the same only once. */
export class ClipPainter {
  readonly #base: ClipBase;
  readonly #look: ClipLook;
  readonly #lastFrame: number;
  readonly #baseCanvas = createCanvas(clipSize.width, clipSize.height);
  readonly #canvas = createCanvas(clipSize.width, clipSize.height);
  readonly #context = this.#canvas.getContext('2d');
  readonly #bitmaps = new CanvasBitmaps();
  readonly #strip: PlotStrip;
  #lastAspect = Number.NaN;

  /** @param lastFrame number of the drive's last frame. */
  constructor(base: ClipBase, look: ClipLook, lastFrame: number) {
    registerClipFonts();
    this.#base = base;
    this.#look = look;
    this.#lastFrame = lastFrame;
    this.#strip = drawClipBase<Canvas>(this.#baseCanvas.getContext('2d'), base);
    this.#context.drawImage(this.#baseCanvas, 0, 0);
  }

  /** The frame's pixels, RGBA rows; a fresh buffer, the caller's to keep. */
  paint(picture: ClipPicture): Buffer {
    this.#draw(picture);
    return this.#canvas.data();
  }

  /** The frame as a PNG file. */
  paintPng(picture: ClipPicture): Buffer {
    this.#draw(picture);
    return this.#canvas.toBuffer('image/png');
  }

  #draw({ sample, frame, timeSecs, recorded, image, analysis, crop, missingText }: ClipPicture): void {
    const { width: imageWidth, height: imageHeight } = image ?? { width: 2, height: 1 };
    this.#restoreBase(imageWidth / imageHeight);
    const { mask: maskLook, frameCount } = this.#look;
    const { ownFull, ...layers } = maskLayers(analysis?.mask, maskLook, this.#bitmaps);
    const predicted = analysis?.predictedSteering ?? null;
    drawClipFrame<Canvas>(this.#context, this.#base, this.#strip, {
      sample,
      frame,
      lastFrame: this.#lastFrame,
      timeSecs,
      recorded,
      predicted,
      image: image && this.#bitmaps.copy('frame', image),
      imageWidth,
      imageHeight,
      ...layers,
      colourBar: layers.maskBitmap || layers.contours ? clipColourBar(maskLook, frameCount, ownFull) : null,
      paths: this.#paths(recorded, predicted),
      networkView: analysis?.networkView ?? { left: 0, top: 0, width: imageWidth, height: imageHeight },
      crop,
      missingText,
      ladder: analysis ? this.#ladder(analysis) : [],
    });
  }

  /** Blits cost, and the camera frame is half of the picture. */
  #restoreBase(aspect: number): void {
    const stale = aspect === this.#lastAspect ? clipChangingRects : [...clipChangingRects, clipFrameRect];
    this.#lastAspect = aspect;
    for (const { left, top, width, height } of stale)
      this.#context.drawImage(this.#baseCanvas, left, top, width, height, left, top, width, height);
  }

  #paths(recorded: number | null, predicted: number | null): SketchedPaths | null {
    const sketch = this.#look.pathSketch;
    if (!sketch) return null;
    const base = this.#base;
    return {
      recorded: recorded === null ? null : pathCurvature(recorded, base, sketch),
      predicted: predicted === null ? null : pathCurvature(predicted, base.predictedScale ?? base, sketch),
      sketch,
    };
  }

  #ladder({ stages }: FrameAnalysis) {
    const bitmap = (name: string, map: Map2d): Canvas =>
      this.#bitmaps.paint(name, map, (rgba) => paintMap(map, ladderColourMap, rgba));
    return stages.map(({ layer, averaged, intermediate }) => ({
      layer,
      width: averaged.width,
      height: averaged.height,
      averaged: bitmap(`${layer} averaged`, averaged),
      intermediate: bitmap(`${layer} intermediate`, intermediate),
    }));
  }
}
