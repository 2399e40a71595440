import { z } from 'zod';

/** How the times of a log are written: numbers in a unit, or a date and time as text. */
export const timeFormats = ['s', 'ms', 'us', 'ns', 'date'] as const;
export type TimeFormat = (typeof timeFormats)[number];

/**
 * A column by its name: in the table's header, or `column 1`, `column 2`, … where it has none; `topic.field` in a
 * recording of topics.
 */
const column = z.string().min(1);
/** One that is named twice counts once. */
const columns = z.array(column).overwrite((names) => [...new Set(names)]);

/** Units that speeds are recorded in; shown in metres a second. */
export const speedUnits = ['m/s', 'km/h', 'mph'] as const;
export type SpeedUnit = (typeof speedUnits)[number];

/**
 * When the numbers that belong to a picture were recorded: those of picture time t at
 * `t + offsetSecs + t * driftPpm / 1e6`, in seconds since the first frame.
 */
export const alignmentSchema = z.strictObject({
  /** Positive where the numbers come too late. */
  offsetSecs: z.number().min(-3600).max(3600).default(0),
  /** How much faster the clock of the numbers runs, in millionths. */
  driftPpm: z.number().min(-100_000).max(100_000).default(0),
});
export type Alignment = z.infer<typeof alignmentSchema>;

/**
 * What the columns of a log mean, where the guess would be wrong. Kept as JSON beside the log, under its name with
 * `mappingSuffix` behind it. What is left out is guessed; null says that there is none. The steering shown is
 * `(recorded - centre) * scale`, in `unit`.
 */
export const driveMappingSchema = z.strictObject({
  /** The table, where a folder holds several: its name in the folder. */
  table: z.string().min(1).optional(),
  /** Columns with the names of pictures, or topics with pictures; the default camera first. */
  images: columns.min(1).max(16).optional(),
  steering: z
    .strictObject({
      column,
      unit: z.enum(['normalised', 'deg', 'rad']),
      /** The recorded number that stands for straight on. */
      centre: z.number().default(0),
      scale: z.number().default(1),
      /** Where the car goes when the number shown grows. */
      positive: z.enum(['right', 'left']).default('right'),
    })
    .nullish(),
  time: z.strictObject({ column, format: z.enum(timeFormats) }).nullish(),
  /** Shown as the column `speed`, in metres a second. */
  speed: z.strictObject({ column, unit: z.enum(speedUnits).default('m/s') }).optional(),
  /** Shown as the column `throttle`, times `scale`. */
  throttle: z.strictObject({ column, scale: z.number().default(1) }).optional(),
  /** Further numbers to show; left out: every column that holds numbers. */
  columns: columns.max(64).optional(),
  alignment: alignmentSchema.optional(),
});
export type DriveMapping = z.infer<typeof driveMappingSchema>;

export const mappingSuffix = '.steerscope-drive.json';
