import type { SteeringUnit } from '../../shared/drive.ts';
import type { Problem, ProblemSeverity } from '../../shared/problem.ts';
import { interpolate } from './interpolate.ts';
import { interpolatedWords } from './rate-words.ts';
import type { RecordedNumbers } from './recorded-numbers.ts';
import type { RecordingFields } from './recording-mapping.ts';
import type { DriveSeries } from './series-drive.ts';
import { fieldName, steeringUnitOf, type NumberField } from './steering-fields.ts';
import { steeringShown } from './table-mapping.ts';

const unitNames: Readonly<Record<SteeringUnit, string>> = { rad: 'radians', deg: 'degrees', normalised: '-1..1' };

/**
 * Steering, and what else is wanted, at the times of the frames.
 * @param problems takes what there is to tell of the steering.
 */
export async function readColumns(
  numbers: RecordedNumbers,
  { steering, numbers: others, alternatives }: RecordingFields,
  timeMs: Float64Array,
  problems: Problem[],
): Promise<Pick<DriveSeries, 'steering' | 'numeric'>> {
  const wanted: NumberField[] = [...(steering ? [steering.field] : []), ...others.map(({ field }) => field)];
  const series = await numbers.read(wanted);
  const values = series.map((one) => interpolate(one.timeMs, one.values, timeMs));
  const first = steering ? 1 : 0;
  const numeric = Object.fromEntries(
    others.map(({ name, scale }, index) => [name, values[first + index]!.map((value) => value * scale)]),
  );
  const recorded = values[0];
  if (!steering || recorded === undefined) return { steering: null, numeric };
  const shown = recorded.map((value) => steeringShown(value, steering));
  const { field, positive } = steering;
  const largest = shown.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0);
  const unit = steering.unit ?? steeringUnitOf(field, largest);
  const isInterpolated = !timeMs.every((time, frame) => series[0]!.timeMs[frame] === time);
  if (alternatives || isInterpolated)
    problems.push(
      note(
        'info',
        'steering-source',
        `Steering is ${fieldName(field)}, ${alternatives ? 'taken as ' : ''}${unitNames[unit]}, positive to the ${positive}` +
          (isInterpolated ? `, ${interpolatedWords(series[0]!.timeMs, timeMs)}` : '') +
          (alternatives && alternatives.length > 0
            ? `; other candidates: ${listed(alternatives.map(fieldName))}.`
            : '.'),
      ),
    );
  const missing = shown.filter(Number.isNaN).length;
  if (missing > 0)
    problems.push(
      note(
        'warning',
        'steering-missing',
        `${missing} frames have no steering: there is no message of ${field.topic} near them.`,
        shown.findIndex(Number.isNaN),
      ),
    );
  return { steering: { unit, positive, values: shown }, numeric };
}

/** A problem without a place in the log. */
export function note(severity: ProblemSeverity, code: string, message: string, frame: number | null = null): Problem {
  return { severity, code, message, place: null, frame };
}

const maxListed = 20;

export function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const more = names.length - maxListed;
  return names.slice(0, maxListed).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
