/** The parts of the network setup. */
export type SetupTab = 'steps' | 'steering' | 'inputs' | 'find';

const tabs: Record<string, SetupTab> = {
  'picture-stretched': 'steps',
  'input-mismatch': 'steps',
  'bad-preprocessing': 'steps',
  'camera-missing': 'steps',
  'input-fed-with-zeros': 'inputs',
  'input-column-missing': 'inputs',
  'steering-guessed': 'steering',
  'steering-units-differ': 'steering',
  'steering-scale-doubtful': 'steering',
  'steering-sign-doubtful': 'steering',
  'prediction-constant': 'find',
  'prediction-saturated': 'find',
  'prediction-not-finite': 'find',
  'prediction-disagrees': 'find',
};

/** Where in the network setup a problem of this code can be put right; null for those that cannot. */
export const setupTabFor = (code: string): SetupTab | null => tabs[code] ?? null;

/** What is wrong with the predictions as a whole: said beside the plot, too. */
export const isAboutPredictions = (code: string): boolean =>
  code.startsWith('prediction-') || code === 'steering-scale-doubtful' || code === 'steering-sign-doubtful';
