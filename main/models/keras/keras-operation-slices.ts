import type { Shape } from '@tensorflow/tfjs-layers';
import { isRecord } from '../is-record.ts';
import type { LayerSettings } from './keras-layer-config.ts';
import type { AxisSlice } from '../layers/layers-slice.ts';

/**
 * What Python's index `x[:, 1:-1, ..., 0]` takes of each axis after the batch, which must be taken whole. Keras 2 writes a
 * slice as `{ start, stop, step }`, Keras 3 as `{ class_name: "__slice__", config: { start, stop, step } }`.
 * @throws SteerscopeError `unsupported-layer`.
 */
export function slicedAxes(settings: LayerSettings, index: unknown, shape: Shape): AxisSlice[] {
  const written: unknown[] = Array.isArray(index) ? index : [index];
  const ellipsis = written.findIndex((item) => isRecord(item) && item['class_name'] === '__ellipsis__');
  const missing = shape.length - (written.length - Number(ellipsis >= 0));
  if (missing < 0) throw settings.unsupported('takes a part of more axes than there are');
  const filling = Array.from({ length: missing }, () => ({}));
  const items = ellipsis < 0 ? [...written, ...filling] : written.toSpliced(ellipsis, 1, ...filling);
  const axes = items.map((item, axis) => (axis === 0 ? whole(item) : sliceOf(item, shape[axis] ?? 0)));
  if (!axes.every((axis) => axis !== null))
    throw settings.unsupported('takes a part in a way that Steerscope does not know');
  return axes.slice(1);
}

/** The batch, which has no length: it must be taken from the first to the last. */
function whole(item: unknown): AxisSlice | null {
  const { start, stop, step } = boundsOf(item) ?? { start: 1, stop: null, step: null };
  return (start ?? 0) === 0 && stop === null && (step ?? 1) === 1
    ? { start: 0, step: 1, count: 1, alone: false }
    : null;
}

function sliceOf(item: unknown, length: number): AxisSlice | null {
  if (typeof item === 'number') {
    const start = item < 0 ? item + length : item;
    const isThere = Number.isInteger(start) && start >= 0 && start < length;
    return isThere ? { start, step: 1, count: 1, alone: true } : null;
  }
  const bounds = boundsOf(item);
  const step = bounds?.step ?? 1;
  if (!bounds || step === 0) return null;
  // Python's rules: negative bounds count from the end, too large ones end there.
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const clamped = (bound: number): number => Math.min(Math.max(bound < 0 ? bound + length : bound, lowest), highest);
  const start = bounds.start === null ? (step > 0 ? lowest : highest) : clamped(bounds.start);
  const stop = bounds.stop === null ? (step > 0 ? highest : lowest) : clamped(bounds.stop);
  const count = Math.ceil((stop - start) / step);
  return count >= 1 ? { start, step, count, alone: false } : null;
}

interface Bounds {
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number | null;
}

/** Null for what is no slice of whole numbers. */
function boundsOf(item: unknown): Bounds | null {
  if (!isRecord(item)) return null;
  const from = item['class_name'] === '__slice__' && isRecord(item['config']) ? item['config'] : item;
  const isBound = (value: unknown): value is number | null => value === null || Number.isSafeInteger(value);
  const [start = null, stop = null, step = null] = [from['start'], from['stop'], from['step']];
  return isBound(start) && isBound(stop) && isBound(step) ? { start, stop, step } : null;
}
