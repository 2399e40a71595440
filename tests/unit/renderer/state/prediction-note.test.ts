import { expect, test } from 'vitest';
import { predictionNote } from '../../../../renderer/state/prediction-note.ts';
import type { Problem } from '../../../../shared/problem.ts';

const problem = (code: string): Problem => ({ severity: 'warning', code, message: code, place: null, frame: null });
const scale = problem('steering-scale-doubtful');
const constant = problem('prediction-constant');
const offCentre = problem('steering-off-centre');

test('the first doubt of the predictions is told, and nothing where there is none', () => {
  expect(predictionNote([problem('frame-failed'), constant, scale], [offCentre], true)).toBe(constant);
  expect(predictionNote([], [offCentre], true)).toBeNull();
});

test('a recording that is off centre goes before a doubtful scale, where it can be put right', () => {
  expect(predictionNote([scale], [problem('columns-guessed'), offCentre], true)).toBe(offCentre);
  expect(predictionNote([scale], [offCentre], false)).toBe(scale);
  expect(predictionNote([scale], [], true)).toBe(scale);
});
