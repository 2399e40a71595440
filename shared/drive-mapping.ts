import { z } from 'zod';

/** How the times of a log are written: numbers in a unit, or a date and time as text. */
export const timeFormats = ['s', 'ms', 'us', 'ns', 'date'] as const;
export type TimeFormat = (typeof timeFormats)[number];

/** A column by the name in the table's header; `column 1`, `column 2`, … where it has none. */
const column = z.string().min(1);

/**
 * What the columns of a table mean, where the guess would be wrong. Kept as JSON beside the log, under its name with
 * `mappingSuffix` behind it. The steering shown is `(recorded - centre) * scale`, its sign turned where `positive` is
 * `left`, in `unit`.
 */
export const driveMappingSchema = z.strictObject({
  /** The columns with the names of the pictures, the default camera first. */
  images: z.array(column).min(1).max(16),
  steering: z
    .strictObject({
      column,
      unit: z.enum(['normalised', 'deg', 'rad']),
      /** The recorded number that stands for straight on. */
      centre: z.number().default(0),
      scale: z.number().default(1),
      /** Where the car goes when the recorded number grows. */
      positive: z.enum(['right', 'left']).default('right'),
    })
    .optional(),
  time: z.strictObject({ column, format: z.enum(timeFormats) }).optional(),
  /** Further numbers to show; left out: every column that holds numbers. */
  columns: z.array(column).max(64).optional(),
});
export type DriveMapping = z.infer<typeof driveMappingSchema>;

export const mappingSuffix = '.steerscope-drive.json';
