import { sequentialConfig, writeKerasFile } from './keras-file.ts';

/** A network file without convolutions: one dense layer, whose answer is the mean of all pixels and colours. */
export async function writeFlatNetwork(
  path: string,
  inputShape: readonly [height: number, width: number, channels: number],
): Promise<string> {
  const count = inputShape.reduce((product, length) => product * length, 1);
  await writeKerasFile(path, {
    config: sequentialConfig(inputShape, [
      ['Flatten', {}],
      ['Dense', { units: 1, activation: 'linear', use_bias: true }],
    ]),
    weights: {
      dense_1: {
        kernel: { shape: [count, 1], values: Array<number>(count).fill(1 / count) },
        bias: { shape: [1], values: [0] },
      },
    },
  });
  return path;
}
