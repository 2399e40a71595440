import type { FrameFindings, FrameOutcome, LabResult } from '../../shared/lab-findings.ts';
import { ProblemTally } from '../analysis/problem-tally.ts';
import type { LabPlan } from './plan-lab.ts';
import type { LabSoFar } from './run-lab.ts';
import { summarise } from './summarise.ts';

/** Gathers what is found of single frames, in whatever order they are done. */
export class FrameTally implements LabSoFar {
  readonly #plan: LabPlan;
  readonly #findings: FrameFindings[] = [];
  readonly #problems = new ProblemTally();

  constructor(plan: LabPlan) {
    this.#plan = plan;
  }

  add({ findings, problems }: FrameOutcome): void {
    if (findings) this.#findings.push(findings);
    this.#problems.add(problems);
  }

  result(whole: boolean): LabResult {
    const { request, unit } = this.#plan;
    const findings = this.#findings.toSorted((a, b) => a.frame - b.frame);
    return {
      request,
      unit,
      frameCount: findings.length,
      summary: summarise(request.experiment, findings),
      findings: whole ? findings : [],
      problems: this.#problems.list(),
    };
  }
}
