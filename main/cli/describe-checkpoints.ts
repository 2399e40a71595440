import { csvRow } from '../../shared/csv-rows.ts';
import type { Checkpoint, CheckpointFindings, Checkpoints } from './checkpoints.ts';
import { textTable } from './text-table.ts';

const absent = '–';

/** What the sheet says beside the pictures of a checkpoint. */
export function checkpointLines({ metrics, agreement }: CheckpointFindings): readonly string[] {
  return [
    ...(metrics ? [`MAE ${shown(metrics.mae)}  RMSE ${shown(metrics.rmse)}`, `r ${shown(metrics.pearsonR, 3)}`] : []),
    `mask rank r ${shown(agreement.spearmanR, 3)}  IoU ${shown(agreement.topIou, 3)}`,
  ];
}

/** For a person: a line a checkpoint, what was skipped and why, and which erred least. */
export function describeCheckpoints({ checkpoints, comparedWith, frames }: Checkpoints): string {
  const head = ['checkpoint', 'written', 'MAE', 'RMSE', 'r', 'mask rank r', 'mask IoU'];
  const rows = checkpoints.map(({ name, writtenAt, found }) => [
    name,
    writtenAt?.replace('T', ' ').replace(/\..*/, '') ?? absent,
    ...(found ? figures(found) : ['skipped', '', '', '', '']),
  ]);
  const skipped = checkpoints.flatMap(({ name, error }) =>
    error ? [`  ${name}: ${error.message} ${error.nextStep}`] : [],
  );
  const best = leastError(checkpoints);
  return [
    textTable([head, ...rows], [2, 3, 4, 5, 6]),
    [
      `mask rank r, IoU: how alike the masks are to those of ${comparedWith}, over ${frames.length} ${frames.length === 1 ? 'frame' : 'frames'}`,
      ...(best === null ? [] : [`smallest MAE: ${best}`]),
    ].join('\n'),
    ...(skipped.length > 0 ? [['Skipped:', ...skipped].join('\n')] : []),
  ].join('\n\n');
}

/** A row a checkpoint; numbers in full. */
export function checkpointsCsv({ checkpoints }: Checkpoints): string {
  const head = [
    ...['checkpoint', 'path', 'written', 'frames', 'predicted', 'mae', 'rmse', 'max_error', 'bias', 'r2', 'pearson_r'],
    ...['mask_pearson_r', 'mask_spearman_r', 'mask_top_iou', 'mask_same_sign', 'skipped_because'],
  ];
  const rows = checkpoints.map(({ name, path, writtenAt, found, error }) => {
    const { metrics, agreement } = found ?? {};
    return [
      ...[name, path, writtenAt, found?.frameCount ?? null, found?.predicted ?? null],
      ...[metrics?.mae, metrics?.rmse, metrics?.maxError, metrics?.bias, metrics?.r2, metrics?.pearsonR],
      ...[agreement?.pearsonR, agreement?.spearmanR, agreement?.topIou, agreement?.sameSign, error?.message],
    ].map((cell) => cell ?? null);
  });
  return `${[head, ...rows].map(csvRow).join('\n')}\n`;
}

const figures = ({ metrics, agreement }: CheckpointFindings): readonly string[] => [
  shown(metrics?.mae),
  shown(metrics?.rmse),
  shown(metrics?.pearsonR),
  shown(agreement.spearmanR, 3),
  shown(agreement.topIou, 3),
];

const shown = (value: number | null | undefined, decimals = 4): string => value?.toFixed(decimals) ?? absent;

function leastError(checkpoints: readonly Checkpoint[]): string | null {
  const errors = checkpoints.flatMap(({ name, found }) => {
    const mae = found?.metrics?.mae ?? null;
    return mae === null ? [] : [{ name, mae }];
  });
  if (errors.length < 2) return null;
  const least = errors.reduce((best, one) => (one.mae < best.mae ? one : best));
  return `${least.name} (${least.mae.toFixed(4)})`;
}
