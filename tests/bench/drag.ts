import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { openAnalysisClient } from '../../main/analysis/analysis-client.ts';
import type { AnalysisSession } from '../../main/analysis/analysis-session.ts';
import { temporaryFolder } from '../support/make-drive.ts';
import { decodeAll } from './decode-all.ts';
import { dragVideos } from './drag-videos.ts';
import { ms, perSec, quantiles, timeEach, type BenchRow } from './measure.ts';

const positions = 500;
const positionMs = 1000 / 60;
/** As the page: what takes longer is given up for what is wanted by then. */
const patienceMs = 80;
const jumps = 40;
const stepsBack = 300;

/** A hand that drags through videos with long groups, jumps in them, and steps back. */
export async function dragThroughVideos(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const name of Object.keys(dragVideos)) rows.push(...(await dragThrough(name)));
  return rows;
}

async function dragThrough(name: string): Promise<BenchRow[]> {
  using folder = temporaryFolder();
  const path = join(folder.path, name);
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, 'make-drag-video.ts'), name, path]);
  if (status !== 0) throw new Error(`Making ${name} ended with ${status}.`);
  const [floorMs = Number.NaN] = await timeEach(1, () => decodeAll(path, false), 0);
  const client = await openAnalysisClient({ drivePath: path, threads: 1 });
  const frameCount = client.state.drive?.frameCount ?? 0;
  const floor = `${perSec((1000 * frameCount) / floorMs)} decoded in order`;
  const memory = watchMemory();
  const drafts = await drag(client, frameCount, true);
  const exactOnly = await drag(client, frameCount, false);
  const jumped = quantiles(
    await timeEach(jumps, (round) => client.encodedFrame(((round + 3) * 7919) % frameCount, null), 0),
  );
  const back = await stepBack(client, frameCount);
  const peakMb = memory.stop();
  await client.dispose();
  const shown = ({ paintsPerSec, late }: Dragged): string =>
    `${paintsPerSec.toFixed(1)} pictures/s, p95 ${late.toFixed(0)} ms behind the hand`;
  return [
    { what: `${name}: dragged through, drafts first`, figure: shown(drafts), target: '', floor: '' },
    { what: `${name}: the same without drafts`, figure: shown(exactOnly), target: '', floor: '' },
    {
      what: `${name}: cold jump to the exact frame`,
      figure: `median ${ms(jumped.median)}, p95 ${ms(jumped.p95)}`,
      target: 'p95 120 ms',
      floor: `${ms((floorMs * 125) / frameCount)} for half a group; ${floor}`,
    },
    {
      what: `${name}: step back, picture for the page`,
      figure: `${perSec(back.stepsPerSec)}, median ${ms(back.median)}, p95 ${ms(back.p95)}, longest ${ms(back.longest)}`,
      target: '',
      floor,
    },
    { what: `${name}: memory at the peak`, figure: `${peakMb.toFixed(0)} MB, all threads`, target: '1 GB', floor: '' },
  ];
}

interface Dragged {
  readonly paintsPerSec: number;
  /** Milliseconds from a position of the hand to its picture, or one for a later position: 95th percentile. */
  readonly late: number;
}

/** The hand goes there and back twice. As the page does: one draft and one exact frame under way, each of the newest position. */
async function drag(client: AnalysisSession, frameCount: number, withDrafts: boolean): Promise<Dragged> {
  const startMs = performance.now();
  const endMs = startMs + positions * positionMs;
  const indexAt = (nowMs: number): number => Math.floor((nowMs - startMs) / positionMs);
  const frameOf = (index: number): number =>
    Math.round((frameCount - 1) * (0.5 - 0.5 * Math.cos((index / positions) * 4 * Math.PI)));
  const late: number[] = [];
  let newest = -1;
  const painted = (index: number): void => {
    if (index <= newest) return;
    newest = index;
    late.push(performance.now() - startMs - index * positionMs);
  };
  const follow = async (near: boolean): Promise<void> => {
    for (let last = -1; performance.now() < endMs;) {
      const index = indexAt(performance.now());
      if (index === last) {
        await new Promise((resolve) => setTimeout(resolve, 2));
        continue;
      }
      last = index;
      const signal = near ? undefined : AbortSignal.timeout(patienceMs);
      await client.encodedFrame(frameOf(index), null, { near, signal }).then(
        () => painted(index),
        () => undefined,
      );
    }
  };
  await Promise.all([follow(false), ...(withDrafts ? [follow(true)] : [])]);
  return { paintsPerSec: (1000 * late.length) / (endMs - startMs), late: quantiles(late).p95 };
}

async function stepBack(client: AnalysisSession, frameCount: number) {
  const times = await timeEach(stepsBack, (round) => client.encodedFrame(frameCount - 1 - round, null), 0);
  const stepsPerSec = (1000 * times.length) / times.reduce((sum, time) => sum + time, 0);
  return { stepsPerSec, ...quantiles(times), longest: Math.max(...times) };
}

function watchMemory(): { stop(): number } {
  let peakBytes = 0;
  const look = (): void => void (peakBytes = Math.max(peakBytes, process.memoryUsage.rss()));
  const timer = setInterval(look, 20);
  return {
    stop: () => {
      look();
      clearInterval(timer);
      return peakBytes / 1e6;
    },
  };
}
