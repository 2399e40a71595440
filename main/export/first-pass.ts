import type { FrameAnalysis } from '../../shared/analysis.ts';
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
  /** Of single frames. */
  readonly problems: readonly Problem[];
}

/**
 * Analyses frames `from` to `to` (exclusive): all predictions, and masks as long as those kept stay within a budget.
 *
 * @param keepMebibytes 0 works out predictions only, which is quicker.
 */
export async function firstPass(
  session: Session,
  { from, to }: { readonly from: number; readonly to: number },
  keepMebibytes: number,
  { signal, onProgress }: { signal?: AbortSignal | undefined; onProgress?: (done: number) => void } = {},
): Promise<FirstPass> {
  const predicted = new Float64Array(to - from).fill(Number.NaN);
  const isLost = new Uint8Array(to - from);
  const analyses = new Map<number, FrameAnalysis>();
  const tally = new ProblemTally();
  let bytesLeft = keepMebibytes * mebibyte;
  for (let first = from; first < to; first += batchSize) {
    const frames = Array.from({ length: Math.min(batchSize, to - first) }, (_, index) => first + index);
    const saliency = bytesLeft > 0;
    for (const analysis of await session.analyseFrames(frames, { saliency, signal })) {
      predicted[analysis.frame - from] = analysis.predictedSteering;
      if (analysis.outputs.length === 0) isLost[analysis.frame - from] = 1;
      tally.add(analysis.problems);
      if (!saliency) continue;
      analyses.set(analysis.frame, analysis);
      bytesLeft -= analysisBytes(analysis);
    }
    onProgress?.(first + frames.length - from);
  }
  const answered = predicted.filter((_, index) => isLost[index] === 0);
  return { predicted, answered, analyses, problems: tally.list() };
}

function analysisBytes({ mask, stages }: FrameAnalysis): number {
  const maps = stages.flatMap(({ averaged, intermediate }) => [averaged, intermediate]);
  return [...(mask ? [mask] : []), ...maps].reduce((bytes, { values }) => bytes + values.byteLength, 0);
}
