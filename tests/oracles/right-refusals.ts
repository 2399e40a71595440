import type { ErrorCode } from '../../shared/steerscope-error.ts';

/** Files that no engine could run on camera pictures, and what Steerscope should say of them. */
export const rightRefusals: Readonly<Record<string, ErrorCode>> = {
  // Its weights are missing.
  'drives/udacity_racha_full/model.json': 'not-found',
  // Quantised.
  'models/deeppicar_esp32_qat/opt-80x60x3-T3.tflite': 'unsupported-network',
  'models/deeppicar_esp32_qat/opt-k2-40x30x3-T1.h5': 'unsupported-layer',
  'models/deeppicar_esp32_qat/opt-k2-40x30x3-T1.tflite': 'unsupported-network',
  // Empty.
  'models/edge_bad_h5/model.h5': 'not-a-network',
  // Python pickles.
  'models/edge_torch_named_h5/model.h5': 'unsupported-network',
  'models/onnx_akadjoker_light/model_light.pth': 'unsupported-network',
  // They take no pictures.
  'models/onnx_lekrikri/models/v18/best.onnx': 'unsupported-network',
  'models/onnx_lekrikri/models/v18/best_jetson.onnx': 'unsupported-network',
};
