import type { DriveMapping } from '../../shared/drive-mapping.ts';
import type { SurveyField } from '../../shared/drive-survey.ts';
import { likelySpeedUnit, likelyTimeFormat, likelyUnit } from './column-suggestions.ts';

/** What a column of a log is used as; `shown` is one more number beside them. */
export const columnRoles = ['picture', 'steering', 'time', 'speed', 'throttle', 'shown', 'hidden'] as const;
export type ColumnRole = (typeof columnRoles)[number];

/** More further numbers than that are not shown. */
export const maxShown = 64;

const single = ['steering', 'time', 'speed', 'throttle'] as const;

export function roleOf(mapping: DriveMapping, fields: readonly SurveyField[], name: string): ColumnRole {
  return meaningOf(mapping, name) ?? (shownColumns(mapping, fields).includes(name) ? 'shown' : 'hidden');
}

/** The further numbers: those that are named, else every column of numbers without another meaning. */
export function shownColumns(mapping: DriveMapping, fields: readonly SurveyField[]): readonly string[] {
  if (mapping.columns) return mapping.columns;
  const numbers = fields.filter(({ kind, name }) => kind === 'numbers' && meaningOf(mapping, name) === null);
  return numbers.slice(0, maxShown).map(({ name }) => name);
}

/** The mapping with another use of one column. What it takes the place of becomes a further number. */
export function withRole(
  mapping: DriveMapping,
  fields: readonly SurveyField[],
  field: SurveyField,
  role: ColumnRole,
): DriveMapping {
  const { name } = field;
  if (roleOf(mapping, fields, name) === role) return mapping;
  const rest = withoutMeaning(mapping, name);
  switch (role) {
    case 'picture':
      return { ...rest, images: [...(rest.images ?? []), name] };
    case 'steering': {
      const { unit = likelyUnit(field), positive = 'right' } = mapping.steering ?? {};
      return displacing({ ...rest, steering: { column: name, unit, centre: 0, scale: 1, positive } }, mapping, role);
    }
    case 'time':
      return displacing({ ...rest, time: { column: name, format: likelyTimeFormat(field) } }, mapping, role);
    case 'speed':
      return displacing({ ...rest, speed: { column: name, unit: likelySpeedUnit(field) } }, mapping, role);
    case 'throttle':
      return displacing({ ...rest, throttle: { column: name, scale: 1 } }, mapping, role);
    case 'shown': {
      const shown = shownColumns(rest, fields);
      return shown.includes(name) ? rest : { ...rest, columns: [...shown, name] };
    }
    case 'hidden':
      return { ...rest, columns: shownColumns(rest, fields).filter((shown) => shown !== name) };
  }
}

/** The pictures of this column come first: they are shown, and the network sees them unless it is told otherwise. */
export function withDefaultPicture(mapping: DriveMapping, name: string): DriveMapping {
  return { ...mapping, images: [name, ...(mapping.images ?? []).filter((image) => image !== name)] };
}

function meaningOf(mapping: DriveMapping, name: string): Exclude<ColumnRole, 'shown' | 'hidden'> | null {
  if (mapping.images?.includes(name)) return 'picture';
  return single.find((role) => mapping[role]?.column === name) ?? null;
}

/** Steering and time are said to be none, so that no other column is guessed in their place. */
function withoutMeaning(mapping: DriveMapping, name: string): DriveMapping {
  const { images, columns, speed, throttle, ...rest } = mapping;
  const pictures = images?.filter((image) => image !== name) ?? [];
  return {
    ...rest,
    ...(pictures.length > 0 && { images: pictures }),
    ...(rest.steering?.column === name && { steering: null }),
    ...(rest.time?.column === name && { time: null }),
    ...(speed && speed.column !== name && { speed }),
    ...(throttle && throttle.column !== name && { throttle }),
    ...(columns && { columns: columns.filter((column) => column !== name) }),
  };
}

function displacing(next: DriveMapping, before: DriveMapping, role: (typeof single)[number]): DriveMapping {
  const displaced = before[role]?.column;
  if (displaced === undefined || !next.columns || next.columns.length >= maxShown) return next;
  return { ...next, columns: [...next.columns, displaced] };
}
