import Papa from 'papaparse';
import type { DriveColumns } from '../../shared/drive.ts';

const header = ['frame', 'image', 'time_s', 'recorded', 'predicted', 'error'];

/**
 * One line a frame. Empty cells where there is no number; `error` is predicted minus recorded.
 * @param predicted of frames `from`, `from + 1`, ...
 */
export function predictionsCsv(
  { image, timeSecs, steering }: DriveColumns,
  from: number,
  predicted: Float64Array,
): string {
  const lines = Array.from(predicted, (value, index) => {
    const frame = from + index;
    const recorded = steering?.[frame] ?? Number.NaN;
    return [
      frame,
      image[frame] ?? '',
      cell(timeSecs?.[frame] ?? Number.NaN, 9),
      cell(recorded, 9),
      cell(value, 9),
      cell(value - recorded, 6),
    ];
  });
  return `${Papa.unparse({ fields: header, data: lines }, { newline: '\n' })}\n`;
}

/** Nine significant digits tell every float32 apart; further ones would be an accident of its binary form. */
const cell = (value: number, digits: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(digits))) : '';
