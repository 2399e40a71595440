import type { FrameAnalysis } from '../../shared/analysis.ts';
import { maskAgreement, type ComparedMask, type MaskAgreement } from '../../shared/mask-agreement.ts';
import { frameGrid, maskInFrame } from '../../shared/mask-in-frame.ts';
import type { SheetFrame } from '../export/checkpoint-sheet.ts';

/** Cells along the longer side of the picture, as many as the window compares networks by. */
const longestGrid = 120;

/** The masks of some frames, laid into the camera's picture so that those of other networks compare; null without one. */
export function comparedMasks(
  frames: readonly SheetFrame[],
  analyses: readonly FrameAnalysis[],
): readonly (ComparedMask | null)[] {
  return analyses.map(({ mask, networkView }, index) => {
    const image = frames[index]?.image;
    if (!mask || !image) return null;
    return { ...maskInFrame(mask, networkView, image, frameGrid(image, longestGrid)), signed: mask.signed };
  });
}

/** Frame by frame; null where one of the two has no mask. */
export function agreements(
  masks: readonly (ComparedMask | null)[],
  others: readonly (ComparedMask | null)[],
): readonly (MaskAgreement | null)[] {
  return masks.map((mask, index) => {
    const other = others[index];
    return mask && other ? maskAgreement(mask, other) : null;
  });
}

/** The mean over the frames of which it can be said; null without any. */
export function meanAgreement(all: readonly (MaskAgreement | null)[]): MaskAgreement {
  const mean = (name: keyof MaskAgreement): number | null => {
    const known = all.flatMap((one) => one?.[name] ?? []);
    return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
  };
  return {
    pearsonR: mean('pearsonR'),
    spearmanR: mean('spearmanR'),
    topIou: mean('topIou'),
    sameSign: mean('sameSign'),
  };
}
