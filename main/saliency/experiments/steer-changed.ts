import type { SaliencyQuestion } from '../mask-method.ts';

/** Pictures of one call of the network: enough to keep it busy, few enough to cancel soon. */
const maxPictures = 32;
const maxBatchBytes = 64 << 20;

/** The network answered a changed picture with something that is no number. */
export class NoSteering extends Error {}

/**
 * What the network steers by `count` pictures, in their order.
 * @param write makes picture `index` in `into`, `[row, column, channel]`, whatever was in it before.
 * @throws NoSteering; what `steer` fails with.
 */
export async function steerChanged(
  { input, steer }: Pick<SaliencyQuestion, 'input' | 'steer'>,
  count: number,
  write: (index: number, into: Float32Array) => void,
): Promise<readonly number[]> {
  const { length } = input;
  const most = Math.max(1, Math.min(count, maxPictures, Math.floor(maxBatchBytes / (4 * length))));
  const pictures = new Float32Array(most * length);
  const steering: number[] = [];
  for (let first = 0; first < count; first += most) {
    const inBatch = Math.min(most, count - first);
    for (let index = 0; index < inBatch; index++)
      write(first + index, pictures.subarray(index * length, (index + 1) * length));
    steering.push(...(await steer(pictures.subarray(0, inBatch * length), inBatch)));
  }
  if (!steering.every(Number.isFinite)) throw new NoSteering();
  return steering;
}
