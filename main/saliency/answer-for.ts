import type { BackwardAnswer, BackwardPass } from '../../shared/backward-pass.ts';
import type { SaliencyQuestion } from './mask-method.ts';

/** What a pass says of one picture, `[row, column, channel]`. */
export async function answerFor(
  picture: Float32Array,
  pass: BackwardPass,
  trace: SaliencyQuestion['trace'],
): Promise<BackwardAnswer> {
  const [answer] = await trace(pass, picture, 1);
  if (!answer) throw new Error('No answer for one picture.');
  return answer;
}
