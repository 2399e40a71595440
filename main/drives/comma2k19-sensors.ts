import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { noteRead } from '../containers/file-stamps.ts';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { readNpy } from './npy.ts';

/** One number of a sensor over time. */
export interface Sensor {
  readonly name: string;
  /** On the clock of the device, ascending. */
  readonly timeMs: Float64Array;
  readonly values: Float64Array;
}

const maxSensors = 32;
/** Wider arrays (the radar's) are no readings of one thing. */
const maxWidth = 4;

/** The sensors in a folder of folders with `t` and `value` each; several numbers a sample are told apart as `speed_1`. */
export async function readSensors(
  folder: string,
): Promise<{ readonly found: readonly Sensor[]; readonly problems: readonly Problem[] }> {
  noteRead(folder);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  const found: Sensor[] = [];
  const problems: Problem[] = [];
  for (const name of names.slice(0, maxSensors))
    try {
      found.push(...(await readSensor(join(folder, name), name)));
    } catch (thrown) {
      const { message } = SteerscopeError.from(thrown);
      problems.push({ severity: 'error', code: 'sensor-not-readable', message, place: name, frame: null });
    }
  return { found, problems };
}

async function readSensor(folder: string, name: string): Promise<Sensor[]> {
  const times = await readNpy(join(folder, 't'));
  const { shape, values } = await readNpy(join(folder, 'value'));
  const [count = 0, width = 1] = shape;
  if (shape.length > 2 || width > maxWidth || count === 0) return [];
  const timeMs = times.values.slice(0, count).map((secs) => secs * 1000);
  return Array.from({ length: width }, (_, column) => ({
    name: width === 1 ? name : `${name}_${column + 1}`,
    timeMs,
    values: Float64Array.from(timeMs, (_time, row) => values[row * width + column] ?? Number.NaN),
  }));
}
