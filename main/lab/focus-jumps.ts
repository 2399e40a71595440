import type { FocusJumps } from '../../shared/lab.ts';
import type { FocusJump, FocusJumpsSummary, LabResult } from '../../shared/lab-findings.ts';
import type { Problem } from '../../shared/problem.ts';
import type { AnalysedFrame } from '../analysis/analysis-session.ts';
import type { LabPlan } from './plan-lab.ts';
import type { LabSoFar } from './run-lab.ts';
import { quartiles } from './quartiles.ts';

/** What one frame is compared with the next by. */
interface Focus {
  readonly x: number;
  readonly y: number;
  readonly steering: number;
}

/**
 * Finds where the mask's centre of mass jumps from one frame to the next while the steering stays, as in Figure 11 of arXiv
 * 1611.05418: the network looks at something else all at once.
 */
export class FocusJumpTally implements LabSoFar {
  readonly #plan: LabPlan;
  readonly #request: FocusJumps;
  readonly #jumps: FocusJump[] = [];
  #problems: readonly Problem[] = [];
  #frameCount = 0;
  #before: Focus | null = null;

  constructor(plan: LabPlan, request: FocusJumps) {
    this.#plan = plan;
    this.#request = request;
  }

  /** @param analyses consecutive, the first the one behind the last that was added. */
  add(analyses: readonly AnalysedFrame[]): void {
    for (const analysis of analyses) {
      const focus = focusOf(analysis);
      if (focus) this.#frameCount += 1;
      if (focus && this.#before) this.#jumps.push(this.#jump(this.#before, focus, analysis));
      this.#before = focus;
    }
  }

  addProblems(problems: readonly Problem[]): void {
    this.#problems = problems;
  }

  result(): LabResult {
    const { request, unit } = this.#plan;
    return {
      request,
      unit,
      frameCount: this.#frameCount,
      summary: this.#frameCount > 0 ? this.#summary() : null,
      findings: [],
      problems: this.#problems,
    };
  }

  #summary(): FocusJumpsSummary {
    const { count, steadyBelow } = this.#request;
    const limit = steadyBelow ?? quartiles(this.#jumps.map(({ steeringChange }) => steeringChange))?.median ?? null;
    const steady = limit === null ? [] : this.#jumps.filter(({ steeringChange }) => steeringChange <= limit);
    return {
      kind: 'jumps',
      steadyBelow: limit,
      usualDistancePx: quartiles(this.#jumps.map(({ distancePx }) => distancePx))?.median ?? null,
      jumps: steady.sort((a, b) => b.distancePx - a.distancePx).slice(0, count),
    };
  }

  #jump(before: Focus, { x, y, steering }: Focus, { frame, figures }: AnalysedFrame): FocusJump {
    const { height, width } = this.#plan.view;
    return {
      frame,
      distancePx: Math.hypot((x - before.x) * width, (y - before.y) * height),
      from: { x: before.x, y: before.y },
      to: { x, y },
      maskChange: figures?.['mask-change'] ?? 0,
      steeringChange: Math.abs(steering - before.steering),
    };
  }
}

/** Null where there is no mask, nothing in it, or no prediction. */
function focusOf({ figures, predictedSteering: steering }: AnalysedFrame): Focus | null {
  const [x, y] = [figures?.['mask-centroid-x'] ?? Number.NaN, figures?.['mask-centroid-y'] ?? Number.NaN];
  return Number.isFinite(x + y + steering) ? { x, y, steering } : null;
}
