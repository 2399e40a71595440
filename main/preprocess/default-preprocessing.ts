import type { ImageInput } from '../../shared/model.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';

/**
 * What is done when nothing is said: the whole frame resized (cv2 linear) to the network's input, RGB or grey by its
 * channels, divided by 255 only if the network does not scale its input itself.
 * @throws SteerscopeError `input-mismatch` for other than 1 or 3 channels.
 */
export function defaultPreprocessing(input: ImageInput, scalesInput: boolean): Preprocessing {
  const { width, height, channels } = input;
  if (channels !== 1 && channels !== 3)
    throw new SteerscopeError(
      'input-mismatch',
      `The network's input "${input.name}" takes ${height} × ${width} × ${channels} (height × width × channels); a camera picture gives 3 channels, or 1 as grey`,
      'Use a network that takes one colour or grey picture; stacked frames and further channels are not supported.',
    );
  return {
    version: 1,
    steps: [
      { op: 'resize', width, height, method: 'cv2-linear' },
      ...(channels === 1 ? [{ op: 'colour', conversion: 'RGB2GRAY' } as const] : []),
      ...(scalesInput ? [] : [{ op: 'affine', scale: 1 / 255, offset: 0 } as const]),
    ],
  };
}
