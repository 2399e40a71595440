import type { Problem } from '../../shared/problem.ts';

/** A drive of 100 000 broken frames must not become 100 000 sentences. */
const keptPerCode = 50;

/** Problems of many frames, the first of each kind in full and the others counted; what is of no frame is told once. */
export class ProblemTally {
  readonly #kept = new Map<string, Problem[]>();
  readonly #counts = new Map<string, number>();

  add(problems: readonly Problem[]): void {
    for (const problem of problems) {
      const kept = this.#kept.get(problem.code) ?? [];
      this.#kept.set(problem.code, kept);
      if (problem.frame === null && kept.some(({ message }) => message === problem.message)) continue;
      if (kept.length < keptPerCode) kept.push(problem);
      this.#counts.set(problem.code, (this.#counts.get(problem.code) ?? 0) + 1);
    }
  }

  /** In frame order within a kind. */
  list(): readonly Problem[] {
    return [...this.#kept].flatMap(([code, kept]) => {
      const more = (this.#counts.get(code) ?? 0) - kept.length;
      const first = kept[0];
      if (more === 0 || !first) return kept;
      const message = `${more} more frames have the problem "${code}".`;
      return [...kept, { ...first, message, place: null, frame: null }];
    });
  }
}
