import type { Stage } from './geometry.ts';
import type { ImageInput } from './model.ts';
import type { FrameRect } from './pixels.ts';

/**
 * The part of the network's input that its stages see, in pixels of the input: less than all of it where the network
 * itself crops before the first convolution.
 */
export function stageRegion(input: ImageInput, stages: readonly Stage[]): FrameRect {
  let region: FrameRect = { left: 0, top: 0, width: input.width, height: input.height };
  for (const step of stages[0]?.steps ?? []) {
    if (step.kind !== 'crop') {
      if (step.kind === 'resize') continue;
      break;
    }
    // A crop counts in pixels of the picture as it is then, which an earlier resize may have changed.
    const across = region.width / step.inputWidth;
    const down = region.height / step.inputHeight;
    region = {
      left: region.left + step.left * across,
      top: region.top + step.top * down,
      width: (step.inputWidth - step.left - step.right) * across,
      height: (step.inputHeight - step.top - step.bottom) * down,
    };
  }
  return region;
}

/** The same part in pixels of the camera's picture, of which the network's input is `networkView`. */
export function stageRegionInFrame(input: ImageInput, stages: readonly Stage[], networkView: FrameRect): FrameRect {
  const region = stageRegion(input, stages);
  const [across, down] = [networkView.width / input.width, networkView.height / input.height];
  return {
    left: networkView.left + region.left * across,
    top: networkView.top + region.top * down,
    width: region.width * across,
    height: region.height * down,
  };
}
