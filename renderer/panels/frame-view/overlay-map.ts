import type { FrameAnalysis, SaliencyMask } from '../../../shared/analysis.ts';
import type { ModelInfo } from '../../../shared/model.ts';
import type { FrameRect, Map2d } from '../../../shared/pixels.ts';
import { stageRegion } from '../../../shared/stage-region.ts';

/** A channel in the place of the stage's intermediate mask; `to-come`: that of this frame is not there yet. */
export type ChannelOverPicture = Map2d | 'none' | 'to-come';

/** The map laid over the picture: the final mask, or a map of a stage scaled to 0..1. Null when there is none. */
export function overlayMap(
  analysis: FrameAnalysis,
  model: ModelInfo | null,
  stage: number | null,
  channel: ChannelOverPicture = 'none',
): SaliencyMask | null {
  if (channel === 'to-come') return null;
  const map = stage === null ? undefined : channel === 'none' ? analysis.stages[stage]?.intermediate : channel;
  if (!map || !model) return analysis.mask;
  const scaled = scaledToUnit(map);
  return { ...scaled, ...placed(scaled, stageRegion(model.input, model.stages), model.input) };
}

/** Smallest value to 0, largest to 1; a constant map is all 0. */
export function scaledToUnit(map: Map2d): SaliencyMask {
  let min = Infinity;
  let max = -Infinity;
  for (const value of map.values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const span = max - min;
  const values = map.values.map((value) => (span > 0 ? (value - min) / span : 0));
  return { ...map, values, signed: false, min, max, flat: !(span > 0) };
}

/** A map of `width` x `height` with `map` stretched over `region`, each cell a block; NaN elsewhere. */
export function placed(map: Map2d, region: FrameRect, { width, height }: { width: number; height: number }): Map2d {
  const values = new Float32Array(width * height).fill(Number.NaN);
  const columns = Int32Array.from({ length: width }, (_, x) => cellAt(x, region.left, region.width, map.width));
  for (let y = 0; y < height; y++) {
    const row = cellAt(y, region.top, region.height, map.height);
    if (row < 0) continue;
    for (let x = 0; x < width; x++) {
      const column = columns[x] ?? -1;
      if (column >= 0) values[y * width + x] = map.values[row * map.width + column] ?? Number.NaN;
    }
  }
  return { width, height, values };
}

/** The cell that covers the middle of a pixel; -1 outside the region. */
function cellAt(pixel: number, start: number, length: number, cells: number): number {
  const cell = Math.floor(((pixel + 0.5 - start) / length) * cells);
  return cell < cells ? Math.max(-1, cell) : -1;
}
