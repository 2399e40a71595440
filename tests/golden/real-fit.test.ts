import { expect, test } from 'vitest';
import { fitPreprocessing } from '../../main/analysis/fit-preprocessing.ts';
import { realData } from '../support/real-data.ts';

/*
 * Networks that other people trained, on the drive that most of them were trained on: what their training scripts did to
 * the pictures comes first.
 */

const drivePath = realData('drives', 'udacity_official_track1');
const road = 'crop top 60 bottom 25';

test.skipIf(drivePath === null).each([
  [['m_naokishibuya', 'model.h5'], `${road}, 200 × 66 by cv2-linear, BGR2YUV`, 0.65],
  [['m_marcomarasca', 'model.h5'], `BGR2YUV, ${road}, 200 × 66 by cv2-area, GaussianBlur 3 × 3`, 0.55],
  [
    ['k3_sunchit', 'self_driving_model.keras'],
    `${road}, RGB2YUV, GaussianBlur 3 × 3, 200 × 66 by cv2-linear, / 255`,
    0.65,
  ],
  [['m_billzito_comma', 'successful_models', 'nvidia_33_17.h5'], '200 × 66 by cv2-linear', 0.8],
  [['m_spadin', 'model.h5'], 'the picture as it is', 0.75],
])(
  '%j',
  async (parts, description, leastR) => {
    const modelPath = realData('models', ...parts);
    const source = {
      drivePath: drivePath ?? '',
      modelPath: modelPath ?? '',
      engine: 'onnx',
      device: 'cpu',
      preprocessing: null,
    } as const;
    const { candidates, agrees } = await fitPreprocessing(source);
    expect(candidates[0]).toMatchObject({ description, wellKnown: true, tied: true });
    expect(candidates[0]?.metrics?.pearsonR).toBeGreaterThan(leastR);
    expect(agrees).toBe(true);
  },
  180_000,
);
