import { basename } from 'node:path';
import type { SteeringUnit } from '../../shared/drive.ts';
import { mappingSuffix } from '../../shared/drive-mapping.ts';
import type { Problem } from '../../shared/problem.ts';
import type { FoundTable } from './find-table.ts';
import type { TableColumns } from './table-mapping.ts';
import { maxTableColumns } from './table-shape.ts';

/** As the mapping or the column's name says, else by range: what stays within full lock is normalised. @param recorded by record. */
export function steeringUnitOf({ steering }: TableColumns, recorded: Float64Array): SteeringUnit {
  if (steering === null) return 'normalised';
  return steering.unit ?? (recorded.some((value) => Math.abs(value) > 1) ? 'deg' : 'normalised');
}

/** What was taken for granted in a table, for a person to check; nothing of what a mapping says. */
export function describeTable(
  { path, shape, columns, state, finder }: FoundTable,
  steeringUnit: SteeringUnit,
  recorded: Float64Array,
): Problem[] {
  const file = basename(path);
  const info = (code: string, message: string, place: string | null = file): Problem => ({
    ...{ severity: 'info', code, message, place },
    frame: null,
  });
  const name = (column: number): string => `“${shape.columns[column] ?? ''}”`;
  const problems: Problem[] = [];
  const { images, steering, time, guessed } = columns;
  const range = steering?.unit === null ? ', told by the size of its numbers' : '';
  const isMapped = state.mapping !== null;
  const parts = [
    guessed.images ? `pictures in ${images.map(name).join(', ')}` : null,
    guessed.steering && steering ? `steering in ${name(steering.column)}, ${steeringUnit}${range}` : null,
    guessed.steering && !steering && !isMapped ? 'no steering' : null,
    guessed.time && time ? `time in ${name(time.column)}, ${time.format}` : null,
    guessed.time && !time && !isMapped ? 'no time' : null,
  ].filter((part) => part !== null);
  const opening = isMapped ? 'Left open by the mapping and guessed' : 'The columns were guessed';
  const advice = `If that is wrong, say it in ${file}${mappingSuffix}`;
  if (parts.length > 0) problems.push(info('columns-guessed', `${opening}: ${parts.join('; ')}. ${advice}`));
  if (shape.columns.length === maxTableColumns)
    problems.push(info('columns-left-out', `Only the first ${maxTableColumns} columns of the table are read.`));
  const centre = steering?.centre === 0 ? offCentre(recorded) : null;
  if (steering && centre !== null)
    problems.push(
      info(
        'steering-off-centre',
        `The steering never falls below ${centre.min}, as a servo's angle: straight on is perhaps ${centre.usual}, the most frequent number. It is kept as recorded; "centre" in ${file}${mappingSuffix} would take it away.`,
      ),
    );
  if (finder.repairedCount > 0)
    problems.push(
      info(
        'path-repaired',
        `${finder.repairedCount} pictures lie elsewhere or are written otherwise than the log says, and were found in the drive's own folders.`,
        null,
      ),
    );
  return problems;
}

/** Steering below this may well be a short stretch that only turns one way. */
const minServo = 20;

/** The least and the most frequent number of a steering that looks like a servo's, all of it far above 0; else null. */
function offCentre(recorded: Float64Array): { readonly min: number; readonly usual: number } | null {
  const counts = new Map<number, number>();
  let min = Number.POSITIVE_INFINITY;
  for (const steering of recorded) {
    if (Number.isNaN(steering)) continue;
    if (steering < min) min = steering;
    if (min < minServo) return null;
    counts.set(steering, (counts.get(steering) ?? 0) + 1);
  }
  const [usual] = [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [Number.NaN, 0]);
  return Number.isNaN(usual) ? null : { min, usual };
}
