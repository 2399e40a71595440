import Papa from 'papaparse';
import type { DriveColumns } from '../../shared/drive.ts';
import { textAt } from '../../shared/texts.ts';
import type { OutputColumn } from './output-columns.ts';

export const predictionsHeader = ['frame', 'image', 'time_s', 'recorded', 'predicted', 'error'] as const;

export interface Predictions {
  /** Steering of frames `from`, `from + 1`, ... */
  readonly predicted: Float64Array;
  readonly from: number;
  /** False where predicted and recorded steering have different units: there is no error then. */
  readonly sameUnit: boolean;
  /** What the network answers beside the steering, and figures of the masks. */
  readonly others: readonly OutputColumn[];
}

/** One line a frame. Empty cells where there is no number; `error` is predicted minus recorded. */
export function predictionsCsv(
  { image, timeSecs, steering }: DriveColumns,
  { predicted, from, sameUnit, others }: Predictions,
): string {
  const lines = Array.from(predicted, (value, index) => {
    const frame = from + index;
    const recorded = steering?.[frame] ?? Number.NaN;
    return [
      frame,
      textAt(image, frame),
      cell(timeSecs?.[frame] ?? Number.NaN, 9),
      cell(recorded, 9),
      cell(value, 9),
      cell(sameUnit ? value - recorded : Number.NaN, 6),
      ...others.map(({ values }) => cell(values[index] ?? Number.NaN, 9)),
    ];
  });
  const fields = [...predictionsHeader, ...others.map(({ name }) => name)];
  return `${Papa.unparse({ fields, data: lines }, { newline: '\n' })}\n`;
}

/** Nine significant digits tell every float32 apart; further ones would be an accident of its binary form. */
const cell = (value: number, digits: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(digits))) : '';
