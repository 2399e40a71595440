import type { Problem } from '../../shared/problem.ts';
import { mappingTabFor } from './mapping-tabs.ts';
import { isAboutPredictions, setupTabFor } from './setup-tabs.ts';
import type { Workbench } from './workbench.svelte.ts';

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

/** What is wrong with the predictions of the open network, and the way to where it can be put right. */
export interface PredictionDoubt {
  readonly message: string;
  readonly step: { readonly text: string; take(): void };
}

export function predictionDoubt({
  session,
  setup,
  mapping,
}: Pick<Workbench, 'session' | 'setup' | 'mapping'>): PredictionDoubt | null {
  const problem = predictionNote(session.run.problems, session.problems, Boolean(session.drive?.mapping));
  if (!problem) return null;
  const { message, code } = problem;
  const columnsTab = mappingTabFor(code);
  const step = columnsTab
    ? { text: 'Check the columns', take: () => mapping.show(columnsTab) }
    : { text: 'Network setup', take: () => setup.show(setupTabFor(code) ?? 'steps') };
  return { message, step };
}
