import { lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openDrive } from '../../main/drives/registry.ts';
import { closePictures, readEncodedFrame, readPicture } from '../../main/frames/read-frame.ts';
import type { Drive } from '../../shared/drive.ts';
import { seededRandom } from '../../shared/seeded-random.ts';
import { SteerscopeError, type ErrorCode } from '../../shared/steerscope-error.ts';
import { writeDriveSeed, type DriveSeed } from './drive-seeds.ts';
import type { CaseOutcome } from './fuzz-target.ts';
import { mutateDrive } from './mutate-drive.ts';

/** Opening, and reading some pictures, may take so long: twice, since slow once may be the machine. */
const limitMs = 5000;

/** Damages one seed, the same for the same number, opens it and reads some of its pictures. */
export async function runDriveCase(number: number, seeds: readonly DriveSeed[], folder: string): Promise<CaseOutcome> {
  const seed = seeds[number % seeds.length];
  if (!seed) throw new Error('There are no seeds.');
  mkdirSync(folder, { recursive: true });
  writeDriveSeed(seed, folder);
  mutateDrive(seed, folder, seededRandom(number));
  let { result, ms } = await tryDrive(folder);
  if (ms > limitMs) ({ result, ms } = await tryDrive(folder));
  const failed = result.startsWith('FAILED');
  return { seed: seed.name, result: ms > limitMs && !failed ? `FAILED: took ${ms.toFixed(0)} ms` : result, openMs: ms };
}

async function tryDrive(folder: string): Promise<{ result: string; ms: number }> {
  const before = stateOf(folder);
  const start = performance.now();
  const startCpu = process.cpuUsage();
  let result = 'opened';
  try {
    const drive = await openDrive(folder);
    checkDrive(drive);
    await readSome(drive);
    drive.dispose();
  } catch (thrown) {
    result = refusal(thrown, openingCodes);
  } finally {
    await closePictures();
  }
  const cpu = process.cpuUsage(startCpu);
  // What others take of the machine does not count; a case that waits for ever is ended from outside.
  const ms = Math.min(performance.now() - start, (cpu.user + cpu.system) / 1000);
  if (stateOf(folder) !== before) result = 'FAILED: the drive was written to';
  return { result, ms };
}

/** Names, sizes and times of all below a folder. */
function stateOf(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { size, mtimeMs } = lstatSync(join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    })
    .join('\n');
}

const openingCodes: readonly ErrorCode[] = [
  'not-found',
  'not-readable',
  'not-a-drive',
  'empty-drive',
  'no-image-found',
];
const readingCodes: readonly ErrorCode[] = ['not-readable', 'image-not-decodable', 'no-such-frame'];

/** The code of an error that a user understands; else why it is none. */
function refusal(thrown: unknown, codes: readonly ErrorCode[]): string {
  if (!(thrown instanceof SteerscopeError)) return `FAILED: ${thrown instanceof Error ? thrown.stack : String(thrown)}`;
  const { code, message, nextStep } = thrown;
  const trouble = codes.includes(code) ? (troubleOfText(message) ?? troubleOfText(nextStep)) : 'unexpected code';
  return trouble === null ? code : `FAILED: ${trouble}: ${code}: ${message.slice(0, 500)} | ${nextStep.slice(0, 500)}`;
}

/** Sentences end, are of a length that is read, and steer no terminal. */
function troubleOfText(text: string): string | null {
  if (text.length < 10) return 'too short';
  if (text.length > 2000) return 'too long';
  if (/\p{Cc}/u.test(text)) return 'control characters';
  return /undefined|\[object/.test(text) ? 'not for users' : null;
}

class Defect extends Error {}

function check(isSound: boolean, defect: string): asserts isSound {
  if (!isSound) throw new Defect(defect);
}

function checkDrive({ info, columns }: Drive): void {
  const { frameCount, recordCount, steering, timeSpanSecs, cameras } = info;
  check(
    Number.isInteger(frameCount) && frameCount > 0 && recordCount >= 0,
    `frames: ${frameCount}, records: ${recordCount}`,
  );
  check(cameras.length > 0 && new Set(cameras).size === cameras.length, `cameras: ${cameras.join()}`);
  check((steering === null) === (columns.steering === null), 'steering');
  check(steering === null || (Number.isFinite(steering.min) && Number.isFinite(steering.max)), 'range of steering');
  check((timeSpanSecs === null) === (columns.timeSecs === null), 'time');
  check(timeSpanSecs === null || Number.isFinite(timeSpanSecs), `time span ${timeSpanSecs}`);
  const numeric = Object.entries(columns.numeric);
  // An object has names that are numbers first.
  const names = numeric.map(([name]) => name);
  check(info.columns.toSorted().join('\n') === names.sort().join('\n'), `columns: ${info.columns.join()}`);
  for (const column of [
    columns.logRow,
    columns.image.ends,
    columns.timeSecs,
    columns.steering,
    ...Object.values(columns.numeric),
  ])
    check(column === null || column.length === frameCount, 'length of a column');
  const seen = new Set<string>();
  for (const { severity, code, message, place, frame } of info.problems) {
    const told = `${code} at ${place}: ${message.slice(0, 300)}`;
    check(!seen.has(`${code}\n${place}\n${message}`), `told twice: ${told}`);
    seen.add(`${code}\n${place}\n${message}`);
    check(/^[a-z0-9]+(-[a-z0-9]+)*$/.test(code), `code: ${told}`);
    const trouble = troubleOfText(message);
    check(trouble === null, `${trouble}: ${told}`);
    check(place === null || !/\p{Cc}/u.test(place), `place: ${told}`);
    check(frame === null || (Number.isInteger(frame) && frame >= 0 && frame < frameCount), `frame ${frame}: ${told}`);
    check(severity === 'info' || place !== null || frame !== null, `no place: ${told}`);
  }
  check(info.problems.length < 2000, `${info.problems.length} problems`);
}

/** The first, a middle and the last frame of up to two cameras, as the network and as the page get them. */
async function readSome(drive: Drive): Promise<void> {
  const { frameCount, cameras } = drive.info;
  for (const camera of cameras.slice(0, 2))
    for (const frame of new Set([0, Math.floor(frameCount / 2), frameCount - 1])) {
      const location = drive.locateFrame(frame, camera);
      if (location === null) continue;
      for (const read of [readPicture, readEncodedFrame]) {
        const picture = await read(location).catch((thrown: unknown) => {
          const result = refusal(thrown, readingCodes);
          check(!result.startsWith('FAILED'), result);
          return null;
        });
        if (picture && 'width' in picture)
          check(picture.data.length === picture.width * picture.height * 4 && picture.width > 0, 'pixels');
      }
    }
}
