import { layers } from '@tensorflow/tfjs-layers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openEngine } from '../../main/engines/open-engine.ts';
import type { Engine } from '../../main/engines/engine.ts';
import type { EngineChoice } from '../../shared/analysis.ts';
import type { BackwardPass } from '../../shared/backward-pass.ts';
import { counting, tinyModel, type WeightedLayer } from '../support/tiny-models.ts';

/**
 * On a 3 × 3 picture: windows of 2 × 2 are added up, and the negative of that, both rectified; the steering is the sum at
 * row 0, column 1, and half the negative at row 1, column 1.
 */
async function opened(choice: EngineChoice): Promise<Engine> {
  const conv = layers.conv2d({ filters: 2, kernelSize: 2, activation: 'relu', name: 'conv' });
  const dense = layers.dense({ units: 2, name: 'steering' });
  const weighted: WeightedLayer[] = [
    [conv, [1, -1, 1, -1, 1, -1, 1, -1], [0, 0]],
    [layers.flatten()],
    // `[position, unit]`; positions are row, column, channel.
    [dense, [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.5], [7, 0.5]],
  ];
  const model = await tinyModel([3, 3, 1], weighted);
  const engine = await openEngine(model, choice, { threads: 1 });
  onTestFinished(async () => {
    await engine.dispose();
    model.dispose();
  });
  return engine;
}

const picture = counting(9);
const negative = picture.map((value) => -value);

describe.each(['onnx', 'tensorflow'] as const)('back through a network on the %s engine', (choice) => {
  const answersOf = async (pass: BackwardPass, pictures: readonly Float32Array[], weights: readonly number[]) => {
    const engine = await opened(choice);
    const data = Float32Array.from(pictures.flatMap((one) => [...one]));
    const seeds = { output: 0, weights: Float32Array.from(weights) };
    const answers = await engine.backward(pass, { count: pictures.length, data }, seeds);
    return answers.map(({ height, width, channels, values }) => [[height, width, channels], [...values]]);
  };

  test('the gradient of each picture is its own', async () => {
    expect(await answersOf({ kind: 'gradient' }, [picture, negative], [0, 3, 0, 1])).toEqual([
      // Three times the window at row 0, column 1.
      [
        [3, 3, 1],
        [0, 3, 3, 0, 3, 3, 0, 0, 0],
      ],
      // The other filter fires: half its weights of -1 at row 1, column 1.
      [
        [3, 3, 1],
        [0, 0, 0, 0, -0.5, -0.5, 0, -0.5, -0.5],
      ],
    ]);
  });

  test('guided backpropagation lets nothing negative through a rectifier', async () => {
    const guided = { kind: 'guided-gradient' } as const;
    expect(await answersOf(guided, [picture, picture], [0, 3, 0, -3])).toMatchObject([
      [{}, [0, 3, 3, 0, 3, 3, 0, 0, 0]],
      [{}, [0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ]);
  });

  test('Grad-CAM weighs the channels of the last stage by their mean gradients', async () => {
    // Of the sums 12, 16, 24, 28 one of four leads to the steering; of the rectified negatives, all 0, one too.
    expect(await answersOf({ kind: 'grad-cam' }, [picture], [0, 1])).toEqual([
      [
        [2, 2, 1],
        [3, 4, 6, 7],
      ],
    ]);
  });

  test('relevance splits what is explained among the pixels that made it', async () => {
    const rule = { kind: 'epsilon', epsilon: 0, withBias: true } as const;
    const lrp0 = {
      kind: 'relevance',
      from: 'steering',
      firstConvolution: rule,
      convolutions: rule,
      dense: rule,
    } as const;
    // The window 2 + 3 + 5 + 6, once; what the bias of 0.5 adds belongs to no pixel.
    expect(await answersOf(lrp0, [picture], [0, 1])).toEqual([
      [
        [3, 3, 1],
        [0, 2, 3, 0, 5, 6, 0, 0, 0],
      ],
    ]);
  });

  test('a number that no picture changes has a gradient of 0', async () => {
    expect(await answersOf({ kind: 'gradient' }, [picture], [5, 0])).toMatchObject([[{}, new Array(9).fill(0)]]);
  });

  test('weights must be as many as the numbers of the output', async () => {
    const wrong = answersOf({ kind: 'gradient' }, [picture], [1]);
    await expect(wrong).rejects.toMatchObject({ code: 'engine-failed' });
    await expect(answersOf({ kind: 'gradient' }, [picture, picture], [1, 0, 1])).rejects.toThrow(RangeError);
  });
});
