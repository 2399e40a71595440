import type { FrameAnalysis } from '../../shared/analysis.ts';
import { fullValueOf } from '../../shared/annotate/full-colour.ts';
import type { Problem } from '../../shared/problem.ts';
import { ProblemTally } from '../analysis/problem-tally.ts';
import type { Session } from '../analysis/session.ts';

const batchSize = 16;
const mebibyte = 2 ** 20;

export interface FirstPass {
  /** Predicted steering, one number a frame; NaN where there is none. */
  readonly predicted: Float64Array;
  /** The predictions of the frames that the network was given, without those whose picture is lost. */
  readonly answered: Float64Array;
  /** Whole analyses by frame, of the first frames, as many as fit the budget; the others must be made again. */
  readonly analyses: Map<number, FrameAnalysis>;
  /** The largest full colour of all masks before they are normalised, where all were asked for; 0 where there is none. */
  readonly largestMask: number;
  /** Of single frames. */
  readonly problems: readonly Problem[];
}

/**
 * Analyses frames `from` to `to` (exclusive): all predictions, and masks as long as those kept stay within a budget.
 *
 * @param keepMebibytes 0 works out predictions only, which is quicker.
 * @param everyMask works out the masks of all frames, whether they are kept or not.
 * @param atPercentile whether their full colour begins at the 99th percentile rather than at the largest.
 */
export async function firstPass(
  session: Session,
  { from, to }: { readonly from: number; readonly to: number },
  keepMebibytes: number,
  {
    signal,
    onProgress,
    everyMask = false,
    atPercentile = false,
  }: {
    signal?: AbortSignal | undefined;
    onProgress?: (done: number) => void;
    everyMask?: boolean;
    atPercentile?: boolean;
  } = {},
): Promise<FirstPass> {
  const predicted = new Float64Array(to - from).fill(Number.NaN);
  const isLost = new Uint8Array(to - from);
  const analyses = new Map<number, FrameAnalysis>();
  const tally = new ProblemTally();
  let bytesLeft = keepMebibytes * mebibyte;
  let largestMask = 0;
  for (let first = from; first < to; first += batchSize) {
    const frames = Array.from({ length: Math.min(batchSize, to - first) }, (_, index) => first + index);
    const keeps = bytesLeft > 0;
    const saliency = keeps || everyMask;
    for (const analysis of await session.analyseFrames(frames, { saliency, signal })) {
      predicted[analysis.frame - from] = analysis.predictedSteering;
      if (analysis.outputs.length === 0) isLost[analysis.frame - from] = 1;
      tally.add(analysis.problems);
      const full = analysis.mask && everyMask ? fullValueOf(analysis.mask, atPercentile) : 0;
      if (Number.isFinite(full)) largestMask = Math.max(largestMask, full);
      if (!keeps) continue;
      analyses.set(analysis.frame, analysis);
      bytesLeft -= analysisBytes(analysis);
    }
    onProgress?.(first + frames.length - from);
  }
  const answered = predicted.filter((_, index) => isLost[index] === 0);
  return { predicted, answered, analyses, largestMask, problems: tally.list() };
}

function analysisBytes({ mask, stages }: FrameAnalysis): number {
  const maps = stages.flatMap(({ averaged, intermediate }) => [averaged, intermediate]);
  return [...(mask ? [mask] : []), ...maps].reduce((bytes, { values }) => bytes + values.byteLength, 0);
}
