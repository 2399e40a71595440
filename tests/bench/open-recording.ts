import { join } from 'node:path';
import { McapIndexedReader } from '@mcap/core';
import { FileRanges } from '../../main/containers/file-ranges.ts';
import { openDrive } from '../../main/drives/registry.ts';
import { readPicture } from '../../main/frames/read-frame.ts';
import { temporaryFolder } from '../support/make-drive.ts';
import { makeSparseMcap } from '../support/make-sparse-mcap.ts';
import { ms, quantiles, timeEach, type BenchRow } from './measure.ts';

const sizeBytes = 10e9;
const jumps = 300;

/** A recording of 10 GB: from its path to all columns, and jumps in it. */
export async function openRecording(): Promise<BenchRow[]> {
  using folder = temporaryFolder();
  const path = join(folder.path, 'drive.mcap');
  const pictureCount = makeSparseMcap(path, sizeBytes);
  const [summaryMs = Number.NaN] = await timeEach(1, () => readSummary(path), 0);
  const start = performance.now();
  const drive = await openDrive(path);
  const openMs = performance.now() - start;
  const peakMb = process.resourceUsage().maxRSS / 1024;
  const camera = drive.info.cameras[0] ?? '';
  let wrong = 0;
  const times = await timeEach(jumps, async (round) => {
    const frame = Math.imul(round + 11, 7919) % pictureCount;
    const location = drive.locateFrame(frame, camera);
    const { data } = await readPicture(location!);
    if (data[0]! + data[1]! * 256 + data[2]! * 65_536 !== frame) wrong += 1;
  });
  const { median, p95 } = quantiles(times);
  return [
    {
      what: `Opening an MCAP recording of 10 GB: ${pictureCount} pictures, steering at 100 Hz`,
      figure: `${ms(openMs)}, peak memory of the process ${peakMb.toFixed(0)} MB`,
      target: '1 GB',
      floor: `${ms(summaryMs)} for the summary alone by @mcap/core`,
    },
    {
      what: `A jump in it to a raw picture of 640 × 480 (${wrong} of ${jumps + 10} wrong)`,
      figure: `median ${ms(median)}, p95 ${ms(p95)}`,
      target: 'p95 50 ms',
      floor: '',
    },
  ];
}

async function readSummary(path: string): Promise<void> {
  const file = await FileRanges.open(path);
  await McapIndexedReader.Initialize({
    readable: {
      size: () => Promise.resolve(BigInt(file.size)),
      read: (offset, length) => file.read(Number(offset), Number(length)),
    },
  });
  await file.close();
}
