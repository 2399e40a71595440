import type { SteeringUnit } from '../../shared/drive.ts';
import type { DriveMapping } from '../../shared/drive-mapping.ts';
import { topicsOf, type RecordingFile } from './recording-files.ts';
import { columnsNamed } from './mapping-in-use.ts';
import {
  fieldName,
  isDriving,
  isReading,
  steeringPositiveOf,
  steeringScore,
  type NumberField,
} from './steering-fields.ts';
import { metresPerSec, noSuchColumns } from './table-mapping.ts';

/** What the numbers of a recording mean. */
export interface RecordingFields {
  readonly steering: {
    readonly field: NumberField;
    /** Null: as its name and its range tell. */
    readonly unit: SteeringUnit | null;
    readonly centre: number;
    readonly scale: number;
    readonly positive: 'left' | 'right';
  } | null;
  /** Further numbers: shown is the recorded one times `scale`. */
  readonly numbers: readonly { readonly name: string; readonly field: NumberField; readonly scale: number }[];
  /** What else looks like steering; null where a mapping says what is. */
  readonly alternatives: readonly NumberField[] | null;
}

/** More than a person reads, and than memory should hold. */
const maxGuessed = 32;

/** What the user's own mappings know a recording by: its topics and the numbers in its messages. */
export const recordingKey = (files: readonly RecordingFile[], fields: readonly NumberField[]): readonly string[] => [
  ...topicsOf(files)
    .map(({ name }) => name)
    .sort(),
  ...fields.map(fieldName).sort(),
];

/**
 * The cameras and numbers that a mapping names, and for what it leaves open those that look like it.
 * @param log for the message. @throws SteerscopeError `not-readable` for a topic or field that the recording lacks.
 */
export function resolveRecording<Camera extends { readonly topic: string }>(
  cameras: readonly Camera[],
  fields: readonly NumberField[],
  mapping: DriveMapping | null,
  log: string,
): { readonly cameras: readonly Camera[]; readonly fields: RecordingFields } {
  refuseLacking(
    cameras.map(({ topic }) => topic),
    fields.map(fieldName),
    mapping,
    log,
  );
  const byName = new Map(fields.map((field) => [fieldName(field), field]));
  const { images, steering, speed, throttle, columns } = mapping ?? {};
  const candidates = fields
    .filter((field) => steeringScore(field) > 0)
    .sort((one, other) => steeringScore(other) - steeringScore(one));
  const [guess] = candidates;
  const guessed = guess && { field: guess, unit: null, centre: 0, scale: 1, positive: steeringPositiveOf(guess) };
  const chosen =
    steering === undefined ? (guessed ?? null) : steering && { ...steering, field: byName.get(steering.column)! };
  const mapped = [
    ...(speed ? [{ name: 'speed', field: byName.get(speed.column)!, scale: metresPerSec[speed.unit] }] : []),
    ...(throttle ? [{ name: 'throttle', field: byName.get(throttle.column)!, scale: throttle.scale }] : []),
  ];
  const taken = new Set([chosen?.field, ...mapped.map(({ field }) => field)]);
  const others =
    columns?.map((name) => byName.get(name)!) ??
    besideSteering(candidates, fields)
      .filter((field) => !taken.has(field))
      .slice(0, maxGuessed);
  return {
    cameras: images?.map((topic) => cameras.find((camera) => camera.topic === topic)!) ?? cameras,
    fields: {
      steering: chosen,
      numbers: [...mapped, ...others.map((field) => ({ name: fieldName(field), field, scale: 1 }))],
      alternatives: steering === undefined ? candidates.slice(1) : null,
    },
  };
}

/** The other numbers of the topics that steer, then what tells of driving in other topics. */
function besideSteering(candidates: readonly NumberField[], fields: readonly NumberField[]): readonly NumberField[] {
  const topics = new Set(candidates.map(({ topic }) => topic));
  const readings = fields.filter(isReading);
  return [
    ...readings.filter((field) => topics.has(field.topic)),
    ...readings.filter((field) => !topics.has(field.topic) && isDriving(field)),
  ];
}

function refuseLacking(
  topics: readonly string[],
  names: readonly string[],
  mapping: DriveMapping | null,
  log: string,
): void {
  if (mapping === null) return;
  // One clock serves all topics: a column of times is not looked at.
  const { images = [], time: _, ...numbers } = mapping;
  const noTopics = images.filter((topic) => !topics.includes(topic));
  if (noTopics.length > 0) throw noSuchColumns(noTopics, topics, log);
  const noFields = columnsNamed(numbers).filter((name) => !names.includes(name));
  if (noFields.length > 0) throw noSuchColumns(noFields, names, log);
}
