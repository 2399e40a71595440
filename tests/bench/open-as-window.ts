import { openAnalysisClient } from '../../main/analysis/analysis-client.ts';
import { packColumns } from '../../shared/packed-analysis.ts';

/** How long it took, and the peak memory of this process until the columns are packed for a page. */
export interface Opening {
  /** From the path to the first picture, and to all frames. */
  readonly pictureMs: number;
  readonly wholeMs: number;
  readonly frameCount: number;
  readonly peakMb: number;
}

/* The entry of a process under measurement: opens the drive of its argument as the window does, and says what it took. */

const start = performance.now();
const since = (): number => performance.now() - start;
const client = await openAnalysisClient({ drivePath: process.argv[2] ?? null, gradually: true });
const whole =
  client.state.driveReading === 'whole'
    ? Promise.resolve()
    : new Promise<void>((resolve) => (client.onDriveChanged = () => resolve()));
await client.encodedFrame(0, null);
const pictureMs = since();
await whole;
const wholeMs = since();
packColumns(await client.columns());
const peakMb = process.resourceUsage().maxRSS / 1024;
const frameCount = client.state.drive?.frameCount ?? 0;
console.log(JSON.stringify({ pictureMs, wholeMs, frameCount, peakMb } satisfies Opening));
await client.dispose();
