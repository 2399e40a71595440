import type { DriveMapping } from '../../shared/drive-mapping.ts';
import type { MappingState } from '../../shared/drive.ts';
import type { DriveSurvey } from '../../shared/drive-survey.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { guessedMapping, mappingInUse } from './mapping-in-use.ts';
import { isVideo, pictureKind, roadRank } from './recorded-cameras.ts';
import { RecordedNumbers, type NumberSeries, type ReadingLimits } from './recorded-numbers.ts';
import { channelsOf, topicsOf, type RecordingFile, type Topic } from './recording-files.ts';
import { recordingKey, resolveRecording, type RecordingFields } from './recording-mapping.ts';
import { fieldName, isReading, steeringScore, steeringUnitOf, type NumberField } from './steering-fields.ts';
import { numbersField, picturesField } from './survey-field.ts';
import { maxFields } from './survey-table.ts';
import { steeringShown } from './table-mapping.ts';

const limits: ReadingLimits = { messages: 2000, bytes: 128 * 1024 * 1024 };

/** The topics of a recording: those with pictures, then what looks like steering, then the other numbers. */
export async function surveyRecording(
  files: readonly RecordingFile[],
  signal: AbortSignal | undefined,
): Promise<Pick<DriveSurvey, 'fields' | 'lookedAt' | 'mapping' | 'state'>> {
  const topics = topicsOf(files);
  const cameras = camerasAmong(topics, files);
  const numbers = new RecordedNumbers(files, signal);
  const fields = await numbers.fields();
  const { state, resolved } = await resolvedLeniently(files, cameras, fields);
  const rank = (field: NumberField): number => steeringScore(field) + Number(isReading(field));
  const shown = [...fields]
    .sort((one, other) => rank(other) - rank(one))
    .slice(0, Math.max(0, maxFields - cameras.length));
  const series = await numbers.read(shown, limits);
  const isWhole = topics.every(({ count }) => count <= limits.messages);
  const known = state.mapping !== null || cameras.length > 0 || resolved.fields.steering !== null;
  return {
    fields: [
      ...cameras.map(({ topic, count, type }) => picturesField(topic, [`${count} messages`, type])),
      ...shown.map((field, index) => numbersField(fieldName(field), series[index]?.values ?? [])),
    ],
    lookedAt: isWhole ? 'all messages' : `the first ${limits.messages} messages of each topic`,
    mapping: known ? writtenOut(resolved, state.mapping, shown, series) : null,
    state,
  };
}

type Camera = Topic & { readonly topic: string };

/** The topics with pictures, the one that most likely shows the road first; none of them is looked into. */
function camerasAmong(topics: readonly Topic[], files: readonly RecordingFile[]): readonly Camera[] {
  const names = channelsOf(files, (channel) => pictureKind(channel) !== null || isVideo(channel)).map(
    ({ channel }) => channel.topic,
  );
  return topics
    .filter(({ name, count }) => names.includes(name) && count > 0)
    .map((topic) => ({ ...topic, topic: topic.name }))
    .sort((one, other) => roadRank(other) - roadRank(one) || other.count - one.count);
}

/** A mapping that is damaged or does not fit counts as none: who asks wants to make a better one. */
async function resolvedLeniently(
  files: readonly RecordingFile[],
  cameras: readonly Camera[],
  fields: readonly NumberField[],
): Promise<{ readonly state: MappingState; readonly resolved: ReturnType<typeof resolveRecording<Camera>> }> {
  const log = files[0]?.path ?? '';
  try {
    const state = await mappingInUse(log, recordingKey(files, fields));
    return { state, resolved: resolveRecording(cameras, fields, state.mapping, log) };
  } catch (thrown) {
    if (!(thrown instanceof SteerscopeError)) throw thrown;
    const state = guessedMapping(log, recordingKey(files, fields));
    return { state, resolved: resolveRecording(cameras, fields, null, log) };
  }
}

function writtenOut(
  { cameras, fields: { steering, numbers } }: { cameras: readonly Camera[]; fields: RecordingFields },
  mapping: DriveMapping | null,
  shown: readonly NumberField[],
  series: readonly NumberSeries[],
): DriveMapping {
  const { speed, throttle, alignment } = mapping ?? {};
  const largestOf = (field: NumberField, shownAs: (value: number) => number): number =>
    (series[shown.indexOf(field)]?.values ?? new Float64Array()).reduce(
      (most, value) => Math.max(most, Math.abs(shownAs(value)) || 0),
      0,
    );
  const isPlain = ({ field }: RecordingFields['numbers'][number]): boolean =>
    fieldName(field) !== speed?.column && fieldName(field) !== throttle?.column;
  return {
    ...(cameras.length > 0 && { images: cameras.slice(0, 16).map(({ topic }) => topic) }),
    steering: steering && {
      column: fieldName(steering.field),
      unit:
        steering.unit ??
        steeringUnitOf(
          steering.field,
          largestOf(steering.field, (value) => steeringShown(value, steering)),
        ),
      centre: steering.centre,
      scale: steering.scale,
      positive: steering.positive,
    },
    ...(speed && { speed }),
    ...(throttle && { throttle }),
    columns: numbers.filter(isPlain).map(({ field }) => fieldName(field)),
    ...(alignment && { alignment }),
  };
}
