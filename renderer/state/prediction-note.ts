import type { Problem } from '../../shared/problem.ts';
import { isAboutPredictions } from './setup-tabs.ts';

/**
 * The first thing that is wrong with the predictions as a whole; null when nothing is. Where straight on is not 0 in the
 * recording and that can be said, it comes first: it puts the predictions on another scale, whatever the network does.
 */
export function predictionNote(
  ofRun: readonly Problem[],
  ofSession: readonly Problem[],
  canMap: boolean,
): Problem | null {
  const wrong = ofRun.find(({ code }) => isAboutPredictions(code)) ?? null;
  if (wrong?.code !== 'steering-scale-doubtful' || !canMap) return wrong;
  return ofSession.find(({ code }) => code === 'steering-off-centre') ?? wrong;
}
