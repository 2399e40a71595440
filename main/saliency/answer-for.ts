import type { BackwardAnswer, BackwardPass, Seeds } from '../../shared/backward-pass.ts';
import type { SaliencyQuestion } from './mask-method.ts';

/** What a pass says of one picture, `[row, column, channel]`. @param seeds another thing to explain than the steering. */
export async function answerFor(
  picture: Float32Array,
  pass: BackwardPass,
  trace: SaliencyQuestion['trace'],
  seeds?: Seeds,
): Promise<BackwardAnswer> {
  const [answer] = await trace(pass, picture, 1, seeds);
  if (!answer) throw new Error('No answer for one picture.');
  return answer;
}
