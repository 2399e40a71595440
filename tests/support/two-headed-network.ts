import { writeFileSync } from 'node:fs';
import { batchValue, ints } from '../../main/models/onnx/onnx-write.ts';
import { constant, makeOnnx } from './make-onnx.ts';
import { tinyHeight, tinyWidth } from './tiny-network-file.ts';

/**
 * A network with a picture and a speed that answers `throttle` = half the speed, and `angle` = the mean of all pixels and
 * colours plus the speed.
 */
export function writeTwoHeadedNetwork(path: string): string {
  const blockCount = (tinyHeight / 2) * (tinyWidth / 2);
  const bytes = makeOnnx({
    input: [3, tinyHeight, tinyWidth],
    moreInputs: [batchValue('speed', [1])],
    constants: [
      constant('kernel', [1, 3, 2, 2], 1 / 12),
      constant('weights', [blockCount, 1], 1 / blockCount),
      constant('half', [1], 0.5),
    ],
    nodes: [
      ['Conv', ['x', 'kernel'], 'blocks', [ints('strides', [2, 2])]],
      ['Relu', ['blocks'], 'active'],
      ['Flatten', ['active'], 'flat'],
      ['Gemm', ['flat', 'weights'], 'mean'],
      ['Add', ['mean', 'speed'], 'angle'],
      ['Mul', ['speed', 'half'], 'throttle'],
    ],
    output: batchValue('throttle', [1]),
    moreOutputs: [batchValue('angle', [1])],
  });
  writeFileSync(path, bytes);
  return path;
}
