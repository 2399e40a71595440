import type { MapPoint } from '../../shared/map-path.ts';
import type { Model } from './model.ts';
import { onnxPath } from './onnx/onnx-path.ts';
import { onnxForm } from './onnx-form.ts';

const known = new WeakMap<Model, readonly MapPoint[]>();

/**
 * The maps that every way through a network comes through, the picture first; worked out when first asked for.
 * @throws SteerscopeError `unsupported-layer` when a layer has no ONNX form here.
 */
export function networkPath(model: Model): readonly MapPoint[] {
  const path = known.get(model);
  if (path) return path;
  const { bytes, info } = onnxForm(model);
  const made = onnxPath(bytes, info.input, info.path);
  known.set(model, made);
  return made;
}
