/** One record of a Tub v2 catalog. */
export interface TubRecord {
  readonly index: number;
  /** Milliseconds since 1970; NaN when missing. */
  readonly timeMs: number;
  /** As `21-08-12_3`; older cars do not write it. */
  readonly session: string | undefined;
  /** Picture names by key, as `cam/image_array`. */
  readonly images: ReadonlyMap<string, string>;
  /** The other numbers by key, as `user/angle`. */
  readonly numbers: ReadonlyMap<string, number>;
}

const cameraPrefix = 'cam/';

/** A line of a catalog; null when it is not a whole record. */
export function readTubRecord(line: string): TubRecord | null {
  let fields: unknown;
  try {
    fields = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return null;
  const images = new Map<string, string>();
  const numbers = new Map<string, number>();
  let index = -1;
  let timeMs = Number.NaN;
  let session: string | undefined;
  for (const [key, value] of Object.entries(fields as Record<string, unknown>)) {
    if (key === '_session_id' && typeof value === 'string') session = value;
    else if (key.startsWith(cameraPrefix)) {
      if (typeof value === 'string') images.set(key, value);
    } else if (typeof value === 'number') {
      if (key === '_index') index = value;
      else if (key === '_timestamp_ms') timeMs = Number.isFinite(value) ? value : Number.NaN;
      else numbers.set(key, value);
    }
  }
  return Number.isSafeInteger(index) && index >= 0 ? { index, timeMs, session, images, numbers } : null;
}

/** What a damaged line looks like, for the message: power loss leaves NUL bytes, and half records glued to whole ones. */
export function describeDamage(line: string): string {
  const nulCount = line.split('\0').length - 1;
  const wholeBehind = readTubRecord(line.slice(Math.max(line.lastIndexOf('{'), 1)));
  const parts = [
    `${line.length} characters`,
    ...(nulCount > 0 ? [`${nulCount} of them NUL`] : []),
    ...(wholeBehind === null ? [] : [`with record ${wholeBehind.index} behind the damage, skipped too`]),
  ];
  return parts.join(', ');
}
