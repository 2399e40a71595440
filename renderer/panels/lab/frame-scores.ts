import type { FrameFindings } from '../../../shared/lab-findings.ts';

/** How well a frame's mask does in an experiment. */
export interface FrameScore {
  readonly frame: number;
  /** The larger, the better; null where it cannot be said. */
  readonly score: number | null;
}

export interface ScoredFrames {
  /** What the score is. */
  readonly name: string;
  /** The worst first, those that cannot be said last. */
  readonly frames: readonly FrameScore[];
}

/** The single frames of an experiment by what its mask is worth; null for those whose frames have no such figure. */
export function scoredFrames(findings: readonly FrameFindings[]): ScoredFrames | null {
  const [first] = findings;
  if (!first || first.kind === 'compare') return null;
  const names = {
    shift: 'saliency validity',
    deletion: 'deletion, minus that of a random order',
    perturbation: 'AOPC, minus that of a random order',
  } as const;
  const frames = findings.map((one) => ({ frame: one.frame, score: scoreOf(one) }));
  return { name: names[first.kind], frames: frames.sort((a, b) => (a.score ?? Infinity) - (b.score ?? Infinity)) };
}

function scoreOf(findings: FrameFindings): number | null {
  if (findings.kind === 'shift') return findings.validity;
  if (findings.kind === 'deletion') return findings.deletion.areas.mask - findings.deletion.areas.random;
  return findings.kind === 'perturbation' ? findings.aopc.mask - findings.aopc.random : null;
}
