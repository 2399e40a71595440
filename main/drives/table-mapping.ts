import type { SteeringUnit } from '../../shared/drive.ts';
import type { DriveMapping, SpeedUnit, TimeFormat } from '../../shared/drive-mapping.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { guessImages, guessNumbers, pictureSuffix, type PictureColumns } from './guess-columns.ts';
import { columnsNamed } from './mapping-in-use.ts';
import type { PictureFinder } from './pictures.ts';
import { toNumber, type TableShape } from './table-shape.ts';
import type { TableStart } from './table-start.ts';

/** What the columns of a table mean; a `column` is an index into `TableShape.columns`. */
export interface TableColumns extends PictureColumns {
  readonly steering: {
    readonly column: number;
    /** Null: as the range of the numbers tells. */
    readonly unit: SteeringUnit | null;
    readonly centre: number;
    readonly scale: number;
    readonly positive: 'left' | 'right';
  } | null;
  readonly time: { readonly column: number; readonly format: TimeFormat } | null;
  /** Further numbers to show. */
  readonly numbers: readonly NumberColumn[];
  /** What no mapping says. */
  readonly guessed: { readonly images: boolean; readonly steering: boolean; readonly time: boolean };
}

export interface NumberColumn {
  /** As shown. */
  readonly name: string;
  readonly column: number;
  /** Shown is the recorded number times this. */
  readonly scale: number;
}

const maxNumberColumns = 64;
export const metresPerSec: Readonly<Record<SpeedUnit, number>> = { 'm/s': 1, 'km/h': 1 / 3.6, mph: 0.44704 };

/** Names in a mapping that a table lacks. */
export const columnsLacking = (mapping: DriveMapping, { columns }: TableShape): readonly string[] =>
  columnsNamed(mapping).filter((name) => !columns.includes(name));

export const noSuchColumns = (lacking: readonly string[], columns: readonly string[], log: string): SteerscopeError =>
  new SteerscopeError(
    'not-readable',
    `The mapping names ${lacking.map((name) => `“${name}”`).join(', ')}, which this log lacks: ${log}`,
    `In it there are: ${columns.slice(0, 40).join(', ')}${columns.length > 40 ? ', …' : ''}.`,
  );

/**
 * As a mapping says, and what it leaves open as the first rows look.
 * @param mapping whose columns are all there; null: all is guessed.
 * @param frameColumn that says which frame of a video a row belongs to.
 * @returns without `images` where no column names pictures.
 */
export function resolveColumns(
  { shape, sample }: Pick<TableStart, 'shape' | 'sample'>,
  mapping: DriveMapping | null,
  finder: PictureFinder,
  frameColumn: number | null = null,
): TableColumns {
  const { columns } = shape;
  const at = (name: string): number => columns.indexOf(name);
  const all = [...columns.keys()];
  const { images, steering, time, speed, throttle } = mapping ?? {};
  const pictures = images
    ? { images: images.map(at), imageSuffix: pictureSuffix(sample, at(images[0] ?? ''), finder) }
    : (guessImages(shape, sample, finder) ?? { images: [], imageSuffix: '' });
  // What the guess looked up counts again when the rows are read.
  finder.repairedCount = 0;
  const named = new Set([...(mapping ? columnsNamed(mapping) : []).map(at), ...pictures.images, frameColumn]);
  const guess = guessNumbers(
    shape,
    sample,
    all.filter((column) => !named.has(column)),
  );
  const resolved = {
    ...pictures,
    steering:
      steering === undefined ? guessedSteering(guess) : steering && { ...steering, column: at(steering.column) },
    time: time === undefined ? guess.time : time && { ...time, column: at(time.column) },
  };
  const mapped: NumberColumn[] = [
    ...(speed ? [{ name: 'speed', column: at(speed.column), scale: metresPerSec[speed.unit] }] : []),
    ...(throttle ? [{ name: 'throttle', column: at(throttle.column), scale: throttle.scale }] : []),
  ];
  const taken = new Set([...pictures.images, resolved.steering?.column, resolved.time?.column, frameColumn]);
  const others =
    mapping?.columns?.map(at) ??
    all
      .filter((column) => !taken.has(column) && !mapped.some((number) => number.column === column))
      .filter((column) => sample.some((row) => Number.isFinite(toNumber(row[column] ?? '', shape.decimalComma))))
      .slice(0, maxNumberColumns);
  return {
    ...resolved,
    numbers: [...mapped, ...others.map((column) => plainNumber(column, columns, mapped))],
    guessed: { images: images === undefined, steering: steering === undefined, time: time === undefined },
  };
}

function guessedSteering({ steering, steeringUnit }: ReturnType<typeof guessNumbers>): TableColumns['steering'] {
  return steering === null ? null : { column: steering, unit: steeringUnit, centre: 0, scale: 1, positive: 'right' };
}

/** A column under its own name, unless the mapping gives another one that name. */
function plainNumber(column: number, columns: readonly string[], mapped: readonly NumberColumn[]): NumberColumn {
  const name = columns[column] ?? '';
  return { name: mapped.some((other) => other.name === name) ? `${name} (as recorded)` : name, column, scale: 1 };
}

/** A number of the steering as it is shown, 0 without a sign; NaN stays. */
export const steeringShown = (
  recorded: number,
  { centre, scale }: Pick<NonNullable<TableColumns['steering']>, 'centre' | 'scale'>,
): number => (recorded - centre) * scale + 0;
