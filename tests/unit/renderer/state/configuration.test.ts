import { expect, test } from 'vitest';
import { misfitOf, outdatedBy, type Configuration } from '../../../../renderer/state/configuration.ts';
import type { Problem } from '../../../../shared/problem.ts';
import type { SessionInfo } from '../../../../shared/session.ts';

test.each<{ change: Configuration; predictions: boolean; figures: boolean }>([
  { change: { method: 'occlusion' }, predictions: false, figures: false },
  { change: { pooling: 'composed' }, predictions: false, figures: true },
  { change: { preprocessing: null }, predictions: true, figures: true },
  { change: { engine: 'onnx', device: 'cpu' }, predictions: true, figures: true },
])('$change: predictions are out of date: $predictions, figures: $figures', ({ change, ...outdated }) => {
  expect(outdatedBy(change)).toEqual(outdated);
});

test('a network that is run all the same is no misfit', () => {
  const misfit: Problem = { severity: 'error', code: 'input-mismatch', message: 'No.', place: '', frame: null };
  const others: Problem[] = [
    { ...misfit, severity: 'warning' },
    { ...misfit, code: 'output-not-finite' },
  ];
  const withProblems = (problems: Problem[]): SessionInfo => ({ problems }) as unknown as SessionInfo;
  expect(misfitOf(withProblems(others))).toBeUndefined();
  expect(misfitOf(withProblems([...others, misfit]))).toBe(misfit);
});
