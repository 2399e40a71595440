import type { Problem } from '../../shared/problem.ts';

/** A remark that `framework` computes some layers in 16 bits, `place` the first of them, where Steerscope computes all in 32. */
export function halfPrecisionProblem(framework: string, place: string): Problem {
  return {
    severity: 'info',
    code: 'half-precision',
    message: `${framework} computes ${place} in 16-bit floats, Steerscope in 32-bit ones, so that the outputs differ in the fourth digit.`,
    place,
    frame: null,
  };
}
