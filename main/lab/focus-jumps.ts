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
  /** Of each frame that can be compared with the one before: columns, since a drive may have a million. */
  readonly #frames: number[] = [];
  readonly #distancesPx: number[] = [];
  readonly #steeringChanges: number[] = [];
  readonly #maskChanges: number[] = [];
  /** x and y of the frame before, x and y of the frame. */
  readonly #places: number[] = [];
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
      if (focus && this.#before) this.#compare(this.#before, focus, analysis);
      this.#before = focus;
    }
  }

  addProblems(problems: readonly Problem[]): void {
    this.#problems = problems;
  }

  /** The jumps are ranked at the end only: it takes all frames to tell. */
  result(whole: boolean): LabResult {
    const { request, unit } = this.#plan;
    return {
      request,
      unit,
      frameCount: this.#frameCount,
      summary: whole && this.#frameCount > 0 ? this.#summary() : null,
      findings: [],
      problems: this.#problems,
    };
  }

  #compare(before: Focus, { x, y, steering }: Focus, { frame, figures }: AnalysedFrame): void {
    const { height, width } = this.#plan.view;
    this.#frames.push(frame);
    this.#distancesPx.push(Math.hypot((x - before.x) * width, (y - before.y) * height));
    this.#steeringChanges.push(Math.abs(steering - before.steering));
    this.#maskChanges.push(figures?.['mask-change'] ?? 0);
    this.#places.push(before.x, before.y, x, y);
  }

  #summary(): FocusJumpsSummary {
    const { count, steadyBelow } = this.#request;
    const limit = steadyBelow ?? quartiles(this.#steeringChanges)?.median ?? null;
    const steady = [...this.#frames.keys()].filter((index) => limit !== null && this.#steeringChanges[index]! <= limit);
    const farthest = steady.sort((a, b) => this.#distancesPx[b]! - this.#distancesPx[a]!).slice(0, count);
    return {
      kind: 'jumps',
      steadyBelow: limit,
      usualDistancePx: quartiles(this.#distancesPx)?.median ?? null,
      jumps: farthest.map((index) => this.#jump(index)),
    };
  }

  #jump(index: number): FocusJump {
    const [fromX, fromY, x, y] = this.#places.slice(4 * index, 4 * index + 4) as [number, number, number, number];
    return {
      frame: this.#frames[index]!,
      distancePx: this.#distancesPx[index]!,
      from: { x: fromX, y: fromY },
      to: { x, y },
      maskChange: this.#maskChanges[index]!,
      steeringChange: this.#steeringChanges[index]!,
    };
  }
}

/** Null where there is no mask, nothing in it, or no prediction. */
function focusOf({ figures, predictedSteering: steering }: AnalysedFrame): Focus | null {
  const [x, y] = [figures?.['mask-centroid-x'] ?? Number.NaN, figures?.['mask-centroid-y'] ?? Number.NaN];
  return Number.isFinite(x + y + steering) ? { x, y, steering } : null;
}
