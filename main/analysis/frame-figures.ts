import type { FrameAnalysis, SaliencyMask } from '../../shared/analysis.ts';
import { maskChange, maskFigures } from '../saliency/mask-figures.ts';
import type { AnalysedFrame } from './analysis-session.ts';

/** Of consecutive frames; what the first one's mask changed is for those to say who know the frame before. */
export function withFigures(analyses: readonly FrameAnalysis[]): readonly AnalysedFrame[] {
  let before: SaliencyMask | null = null;
  return analyses.map((analysis) => {
    const { mask } = analysis;
    const figures = mask && { ...maskFigures(mask), 'mask-change': maskChange(before, mask) };
    before = mask;
    return { ...analysis, figures };
  });
}

/** Without what fills messages: of the masks the first and the last stay, where there are figures to be compared. */
export function withoutMaps(analyses: readonly AnalysedFrame[]): readonly AnalysedFrame[] {
  return analyses.map((analysis, index) => {
    const isBorder = index === 0 || index === analyses.length - 1;
    return { ...analysis, stages: [], mask: isBorder ? analysis.mask : null };
  });
}

/** A batch whose first frame is compared with the last one of the batch before. */
export function goingOnFrom(before: SaliencyMask | null, batch: readonly AnalysedFrame[]): readonly AnalysedFrame[] {
  const [first, ...others] = batch;
  if (!first?.figures) return batch;
  return [{ ...first, figures: { ...first.figures, 'mask-change': maskChange(before, first.mask) } }, ...others];
}
