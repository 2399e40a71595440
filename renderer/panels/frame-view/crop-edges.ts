import type { PreprocessingStep } from '../../../shared/preprocessing.ts';

export type Side = 'top' | 'bottom' | 'left' | 'right';
export type CropStep = Extract<PreprocessingStep, { op: 'crop' | 'crop-share' }>;

/** The step that crops the camera's picture itself; null when nothing does before the picture is resized. */
export function frameCrop(steps: readonly PreprocessingStep[]): { index: number; step: CropStep } | null {
  for (const [index, step] of steps.entries()) {
    if (step.op === 'resize') return null;
    if (step.op === 'crop' || step.op === 'crop-share') return { index, step };
  }
  return null;
}

/** How many rows or columns a crop takes off a side of a picture so high or wide. */
export function pixelsOff(step: CropStep, side: Side, length: number): number {
  return step.op === 'crop' ? step[side] : Math.floor(step[side] * length);
}

const opposite: Record<Side, Side> = { top: 'bottom', bottom: 'top', left: 'right', right: 'left' };

/** The crop with `pixels` off a side, as near as the other side lets it; at least one row or column stays. */
export function withPixelsOff(step: CropStep, side: Side, pixels: number, length: number): CropStep {
  const most = length - pixelsOff(step, opposite[side], length) - 1;
  const off = Math.max(0, Math.min(most, Math.round(pixels)));
  return { ...step, [side]: step.op === 'crop' ? off : Math.ceil((off / length) * 1000) / 1000 };
}
