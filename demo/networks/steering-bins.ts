/** As many as the traffic sign network has classes. */
export const steeringBinCount = 43;

/** The bin, 0..42, nearest to a steering of -1..1: bin 0 is -1, bin 21 straight on, bin 42 is 1. */
export function binOfSteering(steering: number): number {
  const bin = Math.round(((steering + 1) / 2) * (steeringBinCount - 1));
  return Math.min(Math.max(bin, 0), steeringBinCount - 1);
}

/** The mean over the bins, -1..1. @param probabilities of the 43 bins; they sum to 1. */
export const steeringOfBins = (probabilities: Float32Array): number =>
  probabilities.reduce((sum, share, bin) => sum + share * ((2 * bin) / (steeringBinCount - 1) - 1), 0);
